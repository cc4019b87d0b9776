"""Counts the parameters in parameter-counts.json anew.

`pip install torch==2.8.0 transformers==4.57.1`, then `python count-parameters.py`; the architectures that came later
stay as they are. They are counted in the same way with transformers==5.24.0.
"""
import copy
import importlib
import json
import pathlib

import torch
from transformers import CONFIG_MAPPING
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

FILE = pathlib.Path(__file__).parent / "parameter-counts.json"
# What the sizes do not depend on, and the libraries would need packages for.
LEFT_OUT = ("model_type", "quantization_config")


def count(config):
    kind = config["model_type"]
    fields = {name: value for name, value in config.items() if name not in LEFT_OUT}
    # The default of some is beyond a small vocabulary.
    made = CONFIG_MAPPING[kind](**{**fields, "pad_token_id": 0})
    folder = kind.removesuffix("_text")
    module = importlib.import_module(f"transformers.models.{folder}.modeling_{folder}")
    with torch.device("meta"):
        model = getattr(module, MODEL_FOR_CAUSAL_LM_MAPPING_NAMES[kind])(made)
    return sum(parameter.numel() for parameter in model.parameters())


def lines(entries):
    return ",\n".join(f"    {entry}" for entry in entries)


counts = json.loads(FILE.read_text())
for entry in (*counts["made"], *counts["published"].values()):
    if entry["config"]["model_type"] in CONFIG_MAPPING:
        # transformers changes what it is given.
        entry["parameters"] = count(copy.deepcopy(entry["config"]))
made = lines(json.dumps(entry) for entry in counts["made"])
published = lines(f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in counts["published"].items())
FILE.write_text(f'{{\n  "made": [\n{made}\n  ],\n  "published": {{\n{published}\n  }}\n}}\n')
