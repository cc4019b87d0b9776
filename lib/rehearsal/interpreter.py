import os
import sys

print(os.path.realpath(sys.executable), sys.base_prefix, sep="\n")
