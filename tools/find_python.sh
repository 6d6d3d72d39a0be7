#!/bin/sh
# Print a Python that this collection works with: the active one if it is one of those that pyproject.toml names, else
# the newest that is found, else one that uv brings.
project=$(dirname "$0")/../pyproject.toml
range=$(sed -n 's/^requires-python = ">=3\.\([0-9]*\),<3\.\([0-9]*\)".*/\1 \2/p' "$project")
oldest=${range% *}
newest=$((${range#* } - 1))

# Debian's Python comes without ensurepip, and then makes no virtual environments.
print_if_suitable() {
  "$1" -c "import ensurepip, sys, venv
if not (3, $oldest) <= sys.version_info[:2] <= (3, $newest): sys.exit(1)
print(sys.executable)" 2>/dev/null
}

for name in python3 python; do
  print_if_suitable "$name" && exit
done
minor=$newest
while [ "$minor" -ge "$oldest" ]; do
  for path in "python3.$minor" "${PYENV_ROOT:-$HOME/.pyenv}/versions/3.$minor".*/bin/python; do
    print_if_suitable "$path" && exit
  done
  minor=$((minor - 1))
done
if command -v uv >/dev/null; then
  uv python find --quiet ">=3.$oldest,<=3.$newest" 2>/dev/null && exit
  uv python install --quiet "3.$newest" >&2 && uv python find --quiet "3.$newest" && exit
fi
echo "Python 3.$oldest to 3.$newest with its venv module is needed, and none was found: install one (on Debian and" \
  "Ubuntu python3 and python3-venv), install uv, or run make PYTHON=/path/to/python3.$newest." >&2
exit 1
