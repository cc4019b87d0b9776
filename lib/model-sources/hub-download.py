"""Puts the files of a repository that vLLM loads into the cache of the Hub, and a marker beside them.

Arguments: the cache, the path of the marker in it, the repository, and the revision, which may be empty.
"""
import os
import shutil
import sys
import tempfile
from pathlib import Path


def wanted(names):
    """vLLM loads safetensors, and other weights only where there are none."""
    has_safetensors = any(name.endswith(".safetensors") for name in names)
    others = (".bin", ".pt", ".pth", ".gguf", ".onnx", ".h5", ".msgpack", ".ot")
    skipped = (".md", ".png", ".jpg", ".jpeg", ".gif", ".pdf") + (others if has_safetensors else ())
    return [name for name in names if not name.endswith(skipped) and not name.startswith(("original/", "onnx/"))]


def gib(size):
    return f"{size / 2 ** 30:.1f} GiB"


def main(cache, marker, repository, revision):
    done = Path(cache, marker)
    if done.exists():
        print(f"{repository} is in the cache, at {done.read_text().strip()}")
        return
    from huggingface_hub import HfApi, snapshot_download, try_to_load_from_cache

    info = HfApi().model_info(repository, revision=revision or None, files_metadata=True)
    sizes = {file.rfilename: file.size or 0 for file in info.siblings}
    names = wanted(list(sizes))
    missing = [
        name for name in names
        if not isinstance(try_to_load_from_cache(repository, name, cache_dir=cache, revision=info.sha), str)
    ]
    need, free = sum(sizes[name] for name in missing), shutil.disk_usage(cache).free
    print(f"{repository} at {info.sha}: {len(missing)} of {len(names)} files to download, {gib(need)}; {gib(free)} free",
          flush=True)
    if need > free:
        sys.exit(f"error: {repository} needs {gib(need)} and the volume has {gib(free)} free: "
                 "set a larger `modelCache.size`")
    # By the revision, not by its commit: offline, the engines look up what the revision was.
    snapshot_download(repository, revision=revision or None, cache_dir=cache, allow_patterns=names)
    done.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=done.parent, delete=False) as file:
        file.write(f"{info.sha}\n")
    os.chmod(file.name, 0o644)
    os.replace(file.name, done)
    print(f"{repository} is in the cache, at {info.sha}")


if __name__ == "__main__":
    main(*sys.argv[1:])
