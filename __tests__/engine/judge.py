"""Asks the real vLLM of this environment about argument lists of `vllm serve`, on a machine without a GPU.

Reads one JSON object a line, `{"arguments": [...], "model": {...}, "only_parse": false}`, and writes one a line: `{}`
for what the engine accepts, `{"refusal": "..."}` for what it refuses. `model` is the config.json of the model that the
first argument names. vLLM believes in an H100: what asks the device is answered here, and its compiled parts, which
need CUDA, are empty modules. `create_engine_config` is what `vllm serve` makes its engine of; nothing is loaded.
"""

import contextlib
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import json
import os
import pathlib
import sys
import tempfile

os.environ.update(VLLM_NO_USAGE_STATS="1", HF_HUB_OFFLINE="1", VLLM_CONFIGURE_LOGGING="0", VLLM_LOGGING_LEVEL="ERROR",
                  VLLM_DO_NOT_TRACK="1", CUDA_VISIBLE_DEVICES="")


class CompiledParts(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Extension modules of vLLM: empty, since no kernel runs."""

    def find_spec(self, name, path=None, target=None):
        if not name.startswith("vllm."):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        compiled = spec is not None and str(spec.origin).endswith(".so")
        return importlib.machinery.ModuleSpec(name, self) if compiled else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, CompiledParts())

import torch  # noqa: E402

# Asked while modules are loaded: what kernels of a Hopper GPU can do.
for name in ("cutlass_scaled_mm_supports_fp8", "cutlass_scaled_mm_supports_block_fp8", "cutlass_group_gemm_supported",
             "cutlass_scaled_mm_supports_fp4"):
    setattr(torch.ops._C, name, lambda *_: True)

from vllm import platforms  # noqa: E402
from vllm.platforms.cuda import NonNvmlCudaPlatform  # noqa: E402
from vllm.platforms.interface import DeviceCapability  # noqa: E402

GIB = 2**30


class H100(NonNvmlCudaPlatform):
    """A node of H100s with 80 GB, as far as the configuration of an engine asks."""

    @classmethod
    def get_device_capability(cls, device_id=0):
        return DeviceCapability(9, 0)

    @classmethod
    def has_device_capability(cls, capability, device_id=0):
        return capability <= ((9, 0) if isinstance(capability, tuple) else 90)

    @classmethod
    def get_device_name(cls, device_id=0):
        return "NVIDIA H100 80GB HBM3"

    @classmethod
    def get_device_uuid(cls, device_id=0):
        return "GPU-0"

    @classmethod
    def get_device_total_memory(cls, device_id=0):
        return int(79.18 * GIB)

    @classmethod
    def is_fully_connected(cls, physical_device_ids):
        return True

    @classmethod
    def device_count(cls):
        return 16

    @classmethod
    def mem_get_info(cls, *_):
        return int(78.5 * GIB), int(79.18 * GIB)


platforms._current_platform = H100()

from vllm.engine.arg_utils import AsyncEngineArgs  # noqa: E402
from vllm.model_executor.models import registry  # noqa: E402
from vllm.usage.usage_lib import UsageContext  # noqa: E402

# Where a name was in the versions that can be asked: it moved from 0.11.0 to 0.27.1, 0.30.0 and 0.33.0.
PLACES = {
    "FlexibleArgumentParser": ("vllm.utils.argparse_utils", "vllm.utils"),
    "make_arg_parser": ("vllm.entrypoints.openai.cli_args", "vllm.entrypoints.launchers.cli_args",
                        "vllm.entrypoints.common.cli_args"),
    "validate_api_server_args": ("vllm.entrypoints.openai.api_server", "vllm.entrypoints.launchers.launcher",
                                 "vllm.entrypoints.common.cli_args"),
    "validate_parsed_serve_args": ("vllm.entrypoints.openai.cli_args", "vllm.entrypoints.launchers.cli_args",
                                   "vllm.entrypoints.common.cli_args"),
}


def exists(module):
    """Whether this vLLM has a module; one that fails while it is loaded is not taken for absent."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        # A folder above it is not there either.
        return False


def in_vllm(name):
    """What has this name, from the first of its places that has it."""
    modules = (importlib.import_module(module) for module in PLACES[name] if exists(module))
    return next(getattr(module, name) for module in modules if hasattr(module, name))


make_arg_parser = in_vllm("make_arg_parser")
validate_api_server_args = in_vllm("validate_api_server_args")
validate_parsed_serve_args = in_vllm("validate_parsed_serve_args")

# Some quantization methods ask torch.
torch.cuda.get_device_capability = lambda *_: (9, 0)

# vLLM 0.11 asks the driver and the machine past its platform, by functions that its modules import by name.
NODE = {"cuda_device_count_stateless": H100.device_count, "get_cpu_memory": lambda: 2048 * GIB}
for module in list(sys.modules.values()):
    for name in NODE.keys() & vars(module).keys() if module.__name__.startswith("vllm") else ():
        setattr(module, name, NODE[name])

# A process of its own for each architecture would not believe in the H100.
registry._run_in_subprocess = lambda function: function()

# One word: parsers of answers ask for a tokenizer.
TOKENIZER = {
    "version": "1.0", "truncation": None, "padding": None, "normalizer": None, "pre_tokenizer": None,
    "post_processor": None, "decoder": None, "added_tokens": [],
    "model": {"type": "WordLevel", "vocab": {"<unk>": 0}, "unk_token": "<unk>"},
}
TOKENIZER_CONFIG = {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "<unk>"}

PARSER = make_arg_parser(in_vllm("FlexibleArgumentParser")())


def judge(arguments, only_parse):
    """Parses and, unless told otherwise, makes the engine's configuration; raises what vLLM raises."""
    args = PARSER.parse_args(arguments)
    if getattr(args, "model_tag", None) is not None:
        args.model = args.model_tag
    validate_parsed_serve_args(args)
    validate_api_server_args(args)
    if not only_parse:
        AsyncEngineArgs.from_cli_args(args).create_engine_config(usage_context=UsageContext.OPENAI_API_SERVER)


def refusal(arguments, only_parse):
    """Why vLLM refuses, in its own words; nothing where it accepts."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            judge(arguments, only_parse)
    except (Exception, SystemExit) as error:
        # argparse prints its reason and exits.
        reason = said.getvalue().strip().splitlines()[-1:] if isinstance(error, SystemExit) else [str(error)]
        return {"refusal": f"{type(error).__name__}: {''.join(reason)}"[:600]}
    return {}


def main():
    with tempfile.TemporaryDirectory() as root:
        for line in sys.stdin:
            question = json.loads(line)
            text = json.dumps(question["model"], sort_keys=True)
            folder = pathlib.Path(root, hashlib.sha256(text.encode()).hexdigest()[:12])
            if not folder.exists():
                folder.mkdir()
                folder.joinpath("config.json").write_text(text)
                folder.joinpath("tokenizer.json").write_text(json.dumps(TOKENIZER))
                folder.joinpath("tokenizer_config.json").write_text(json.dumps(TOKENIZER_CONFIG))
            _, *flags = question["arguments"]
            answer = refusal([str(folder), *flags], question.get("only_parse", False))
            print(json.dumps(answer), flush=True)


main()
