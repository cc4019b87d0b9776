"""Stands in for the client of the Hub in a rehearsal: repositories are empty, and the engines load nothing."""
from types import SimpleNamespace


class HfApi:
    def model_info(self, repository, revision=None, files_metadata=False):
        return SimpleNamespace(sha="0" * 40, siblings=[])


def try_to_load_from_cache(repository, name, cache_dir=None, revision=None):
    return None


def snapshot_download(repository, revision=None, cache_dir=None, allow_patterns=()):
    return cache_dir
