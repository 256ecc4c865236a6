# Runs a command in a network, mount and process namespace of its own, which ends with it:
#   sh lab/scratch.sh npx vitest run --project lab
# The shell stays as the first process, since it collects orphans and node does not.
if [ "${1-}" = --inside ]; then
  shift
  ip link set dev lo up
  "$@"
  exit $?
fi
exec unshare --net --mount --pid --fork --kill-child=SIGKILL --mount-proc --propagation private \
  sh "$0" --inside "$@"
