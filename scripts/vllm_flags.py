"""What the command line of one vLLM accepts, as JSON: its own parser is built and read, without torch or a GPU.

Usage: vllm_flags.py WHEEL. Packages that are not installed are stand-ins: the parser is made of vLLM's dataclasses,
which only name them.
The wheel is read as a platform of CPUs, since a parser must not ask for a GPU.
"""

import argparse
import ast
import dataclasses
import importlib
import importlib.abc
import importlib.machinery
import importlib.metadata
import json
import logging
import pathlib
import re
import sys
import tempfile
import types
import typing
import zipfile

# Their code runs as it is: the parser needs them.
REAL = {"annotated_types", "msgspec", "packaging", "pydantic", "pydantic_core", "regex", "typing_extensions",
        "typing_inspection", "vllm", "yaml", "_yaml"}
# vLLM takes their presence for hardware.
ABSENT = {"amdsmi", "intel_extension_for_pytorch", "libtpu", "torch_xla", "tpu_inference", "tpu_info"}
SUFFIXES = "kKmMgGtT"
# What adds names to the choices of a flag: vLLM 0.27.1 vllm/entrypoints/openai/api_server.py and vllm/config/vllm.py.
PLUGINS = {"--tool-call-parser": "--tool-parser-plugin", "--reasoning-parser": "--reasoning-parser-plugin"}
# The bounds of a number: words of pydantic, and those of the table.
BOUNDS = {"ge": "atLeast", "gt": "above", "le": "atMost", "lt": "below"}
# The same for a comparison that ends in an error.
REFUSED = {ast.Lt: "atLeast", ast.LtE: "above", ast.Gt: "atMost", ast.GtE: "below"}


class Nothing(type):
    """The type of stand-ins: classes that have every attribute, take every call and hold nothing."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        attribute = stand_in(name)
        setattr(cls, name, attribute)
        return attribute

    def __call__(cls, *args, **options):
        # A decorator gives back what it decorates.
        decorated = len(args) == 1 and not options and isinstance(args[0], (types.FunctionType, type))
        return args[0] if decorated and not isinstance(args[0], Nothing) else stand_in(cls.__name__)

    def __getitem__(cls, _):
        return cls

    def __iter__(cls):
        return iter(())

    def __contains__(cls, _):
        return False

    def __len__(cls):
        return 0

    def __bool__(cls):
        return False

    def __hash__(cls):
        return id(cls)

    def __eq__(cls, other):
        return cls is other

    def __lt__(cls, _):
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __mul__(cls, _):
        return cls

    __rmul__ = __add__ = __radd__ = __sub__ = __truediv__ = __floordiv__ = __mul__

    def __neg__(cls):
        return cls

    def __int__(cls):
        return 0

    __index__ = __int__


def stand_in(name):
    """A class that is everything and nothing; pydantic takes any value for it."""
    def any_value(cls, source, handler):
        return importlib.import_module("pydantic_core").core_schema.any_schema()

    def any_options(cls, **options):
        pass

    return Nothing(name, (), {
        "__get_pydantic_core_schema__": classmethod(any_value), "__init_subclass__": classmethod(any_options),
    })


def schema(function, **options):
    """The schema of an operator as far as vLLM reads it: how many tensors it returns."""
    returned = function.__annotations__.get("return")
    tensors = typing.get_args(returned) or (returned,)
    return f"() -> ({', '.join('Tensor' for _ in tensors)})"


class StandInModule(types.ModuleType):
    """A module that has every name."""

    __version__ = "99.0.0"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        # torch.library.infer_schema: vLLM counts the tensors in what it returns.
        attribute = schema if name == "infer_schema" else stand_in(name)
        setattr(self, name, attribute)
        return attribute


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds what no other finder has found."""

    def find_spec(self, name, path=None, target=None):
        top = name.split(".")[0]
        if top in REAL | ABSENT or top in sys.stdlib_module_names:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return StandInModule(spec.name)

    def exec_module(self, module):
        module.__path__ = []


def installed(name, version=importlib.metadata.version):
    """The version of a package: vLLM is one for CPUs, and what is not installed is newer than all that is asked for."""
    if name == "vllm":
        return "0+cpu"
    try:
        return version(name)
    except importlib.metadata.PackageNotFoundError:
        return "99.0.0"


def parser_of(root):
    """The parser of `vllm serve`."""
    files = root.glob("vllm/entrypoints/**/cli_args.py")
    file = next(file for file in files if "def make_arg_parser" in file.read_text())
    name = ".".join(file.relative_to(root).with_suffix("").parts)
    make = importlib.import_module(name)
    return make.make_arg_parser(make.FlexibleArgumentParser())


def unwrapped(kind):
    """The function that parses a value, and whether an empty one is none."""
    optional = False
    while kind is not None and kind.__qualname__.endswith(("._optional_type", "._parse_type")):
        optional = optional or kind.__name__ == "_optional_type"
        kind = next(cell.cell_contents for cell in kind.__closure__ if callable(cell.cell_contents))
    return kind, optional


def keys_of(action):
    """The keys that an object of a configuration may have, where its vLLM refuses others."""
    kind, _ = unwrapped(action.type)
    if getattr(kind, "__name__", "") != "parse_dataclass":
        return []
    try:
        kind('{"no_such_key": 1}')
    except (ValueError, argparse.ArgumentTypeError):
        return sorted(field.name for field in dataclasses.fields(kind.__defaults__[0]) if field.init)
    return []


def value_type(action):
    """What one value of a flag is, and whether an empty one means none."""
    kind, optional = unwrapped(action.type)
    # A choice is compared after an empty value has become none.
    optional = optional and (not action.choices or None in action.choices)
    if type(action).__name__ == "LoRAParserAction":
        return "adapter", optional
    names = {
        None: "text", "str": "text", "int": "integer", "float": "number", "loads": "json", "parse_dataclass": "config",
        "union_dict_and_str": "json-or-text", "human_readable_int": "size",
        "human_readable_int_or_auto": "size-or-auto", "bool": "bool", "<lambda>": "text",
        "parse_reasoning_parser": "text",
    }
    return names[getattr(kind, "__name__", None)], optional


def normalized(action):
    """Whether case and dashes are changed before a value is compared with the choices."""
    lowers = getattr(action.type, "__name__", "") == "<lambda>"
    return action.choices is not None and lowers and action.type("A-b") == "a_b"


def plain(value):
    """A default as JSON, or nothing where it is an object of vLLM."""
    try:
        return json.loads(json.dumps(value))
    except TypeError:
        return None


def bounds_of_fields():
    """Between which numbers each field of the configurations lies, by its name, where all that have it agree."""
    found = {}
    for module in [module for name, module in sys.modules.items() if name.startswith("vllm.config")]:
        for kind in vars(module).values():
            if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
                continue
            for name, field in getattr(kind, "__pydantic_fields__", {}).items():
                bounds = {BOUNDS[key]: getattr(part, key) for part in field.metadata for key in BOUNDS
                          if getattr(part, key, None) is not None}
                found.setdefault(name, []).append(bounds)
    return {name: each[0] for name, each in found.items() if each[0] and all(one == each[0] for one in each)}


def bounds_of_messages(root):
    """The same by flag, of those that vLLM compares by hand after its parser."""
    text = checks_of_arguments(root)
    least = {flag: {"atLeast": 0} for flag in re.findall(r"(--[a-z-]+) must be a non-negative integer", text)}
    ranges = re.findall(r"(--[a-z-]+) must be between (\d+) and (\d+)", text)
    return {**least, **{flag: {"atLeast": int(low), "atMost": int(high)} for flag, low, high in ranges}}


def checks_of_arguments(root):
    """The files in which vLLM judges arguments after its parser."""
    return "\n".join(file.read_text() for file in sorted(root.glob("vllm/entrypoints/**/cli_args.py")))


def told_by_messages(root):
    """What else vLLM asks of a flag after its parser: texts in an object, and a variable that is 1."""
    text = checks_of_arguments(root)
    efforts = literal(root, "vllm/renderers/params.py", "ReasoningEffort")
    of_texts = r"(--[a-z-]+) must be a JSON object mapping \"\s+\"reasoning efforts to strings"
    objects = {flag: {"type": "texts", "keys": sorted(efforts)} for flag in re.findall(of_texts, text)}
    return {**objects, **{flag: {"variable": name}
                          for flag, name in re.findall(r"(--[a-z-]+) requires (VLLM_[A-Z_]+)=1", text)}}


def checks_by_hand(root):
    """
    What configurations check of a number in code, by field: bounds, and the only numbers there are. Read are the
    conditions at the top of a function that runs by itself, of one field and a number, that end in an error.
    """
    bounds, choices = {}, {}
    files = sorted((root / "vllm/config").glob("*.py"))
    functions = [node for file in files for node in ast.walk(ast.parse(file.read_text()))
                 if isinstance(node, ast.FunctionDef) and node.name in ("__post_init__", "_verify_args")]
    for function in functions:
        tuples = {line.targets[0].id: ast.literal_eval(line.value) for line in function.body
                  if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple)
                  and all(isinstance(part, ast.Constant) for part in line.value.elts)}
        for check in function.body:
            if not (isinstance(check, ast.If) and isinstance(check.body[-1], ast.Raise)):
                continue
            either = isinstance(check.test, ast.BoolOp) and isinstance(check.test.op, ast.Or)
            for test in check.test.values if either else [check.test]:
                owner = getattr(test.left, "value", None) if isinstance(test, ast.Compare) else None
                if getattr(owner, "id", "") != "self":
                    continue
                field, refused, with_ = test.left.attr, type(test.ops[0]), test.comparators[0]
                if refused is ast.NotIn and getattr(with_, "id", None) in tuples:
                    choices[field] = tuples[with_.id]
                elif refused in REFUSED and isinstance(with_, ast.Constant):
                    bounds.setdefault(field, {})[REFUSED[refused]] = plain_number(with_.value)
    return bounds, choices


def plain_number(value):
    return int(value) if value == int(value) else value


def row(action, later, registered, bounds, told):
    """All that is known of one flag."""
    name = next(option for option in action.option_strings if option.startswith("--"))
    # vLLM 0.33 registers names that its action does not list: `--no-` beside `--enable-` and `--disable-`.
    options = [option for option, owner in registered.items() if owner is action]
    negated = name.replace("--", "--no-", 1) in options
    opposites = getattr(action, "negative_option_strings", set())
    opposite = [option for option in action.option_strings if option in opposites and not option.startswith("--no-")]
    switch = action.nargs == 0 or isinstance(action, argparse.BooleanOptionalAction)
    found = {"type": "switch"}
    if not switch:
        kind, optional = value_type(action)
        found = {"type": kind, **({"none": True} if optional else {})}
    if negated:
        found["negated"] = True
    if isinstance(action.nargs, (int, str)) and action.nargs != 0:
        found["values"] = action.nargs
    choices = list(action.choices) if action.choices else later.get(name) or later.get(action.dest)
    if found["type"] in ("integer", "number", "size"):
        found.update(bounds.get(name) or bounds.get(action.dest, {}))
    if keys_of(action):
        found["keys"] = keys_of(action)
    found.update(told.get(name, {}))
    if not action.choices and name in PLUGINS:
        found["plugin"] = PLUGINS[name]
    if choices and not switch:
        found["choices"] = sorted({choice for choice in choices if choice is not None and choice != "None"})
        if normalized(action):
            found["normalized"] = True
    if opposite:
        found["opposite"] = opposite[0]
    aliases = [option for option in action.option_strings
               if option not in (name, *opposite) and not option.startswith("--no-")]
    if aliases:
        found["aliases"] = aliases
    if action.default is not argparse.SUPPRESS and plain(action.default) not in (None, [], {}):
        found["default"] = plain(action.default)
    return name, found


def literal(root, path, name):
    """The words of a `Literal` in a file, or the keys of a dict."""
    file = root / path
    if not file.exists():
        return []
    for node in ast.walk(ast.parse(file.read_text())):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        table = isinstance(getattr(node, "value", None), (ast.Dict, ast.Subscript))
        if table and isinstance(target, ast.Name) and target.id == name:
            words = node.value.keys if isinstance(node.value, ast.Dict) else node.value.slice.elts
            return [word.value for word in words]
    return []


def registered(root, folder):
    """Names of parsers: what decorators register in a folder of vLLM, or the table of lazy ones."""
    table = {"vllm/reasoning": "_REASONING_PARSERS_TO_REGISTER"}.get(folder, "_TOOL_PARSERS_TO_REGISTER")
    names = literal(root, f"{folder}/__init__.py", table)
    for file in (root / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "register_module" and node.args:
                named = node.args[0]
                names += [part.value for part in getattr(named, "elts", [named]) if isinstance(part, ast.Constant)]
    return [name for name in names if isinstance(name, str)]


def checked_later(root):
    """Choices that vLLM compares only after its parser, by flag."""
    tools = registered(root, "vllm/tool_parsers") + registered(root, "vllm/entrypoints/openai/tool_parsers")
    reasoning = registered(root, "vllm/reasoning")
    formats = literal(root, "vllm/model_executor/model_loader/__init__.py", "LoadFormats")
    formats = formats or literal(root, "vllm/model_executor/model_loader/__init__.py", "_LOAD_FORMAT_TO_MODEL_LOADER")
    methods = literal(root, "vllm/model_executor/layers/quantization/__init__.py", "QuantizationMethods")
    return {
        "--tool-call-parser": tools, "--reasoning-parser": reasoning, "--load-format": formats,
        "--quantization": methods,
    }


def environment(root):
    """Keys of `environment_variables`: all that this vLLM reads of its environment."""
    tree = ast.parse((root / "vllm/envs.py").read_text())
    assigned = [node for node in tree.body if isinstance(node, (ast.Assign, ast.AnnAssign))]
    targets = [node.targets[0] if isinstance(node, ast.Assign) else node.target for node in assigned]
    tables = [node.value for node, target in zip(assigned, targets, strict=True)
              if getattr(target, "id", "") == "environment_variables"]
    return sorted(key.value for table in tables for key in table.keys if key is not None)


def suffixes(parser):
    """The multipliers that follow a number, as the functions of this vLLM take them."""
    kind, _ = unwrapped(next(action.type for action in parser._actions if "--max-model-len" in action.option_strings))

    def takes(suffix):
        try:
            return bool(kind(f"1{suffix}"))
        except (ValueError, argparse.ArgumentTypeError):
            return False
    return "".join(filter(takes, SUFFIXES))


def main():
    wheel = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as packed:
            code = [name for name in packed.namelist() if name.startswith("vllm/") and name.endswith(".py")]
            packed.extractall(folder, code)
        root = pathlib.Path(folder)
        logging.disable(logging.CRITICAL)
        importlib.metadata.version = installed
        sys.meta_path.append(StandIns())
        sys.path.insert(0, folder)
        parser = parser_of(root)
        later = checked_later(root)
        registered_options = parser._option_string_actions
        checked, only = checks_by_hand(root)
        later.update(only)
        bounds = {**checked, **bounds_of_fields(), **bounds_of_messages(root)}
        told = told_by_messages(root)
        flags = dict(sorted(row(action, later, registered_options, bounds, told) for action in parser._actions
                            if action.option_strings and "--help" not in action.option_strings))
        expands = "_expand_json_human_readable_numbers" in (root / "vllm/engine/arg_utils.py").read_text()
        json.dump({
            "version": wheel.name.split("-")[1], "suffixes": suffixes(parser), "configSuffixes": expands,
            "flags": flags, "environment": environment(root),
        }, sys.stdout)


main()
