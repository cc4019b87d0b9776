"""The classes of models that generate text in one vLLM, as JSON, from the registry in its wheel.

Usage: vllm_architectures.py WHEEL.
"""

import ast
import json
import sys
import zipfile

REGISTRY = "vllm/model_executor/models/registry.py"
# Language models, alone or with encoders; what the library transformers runs in their place has names of its own.
LISTS = ("_TEXT_GENERATION_MODELS", "_MULTIMODAL_MODELS", "_TRANSFORMERS_SUPPORTED_MODELS",
         "_TRANSFORMERS_BACKEND_MODELS")


def names(source):
    for statement in ast.parse(source).body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        if getattr(target, "id", None) in LISTS:
            yield from (key.value for key in statement.value.keys if isinstance(key, ast.Constant))


with zipfile.ZipFile(sys.argv[1]) as wheel:
    json.dump({"architectures": sorted(set(names(wheel.read(REGISTRY).decode())))}, sys.stdout)
