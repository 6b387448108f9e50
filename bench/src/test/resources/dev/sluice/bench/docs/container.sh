# Builds an image with the Java in $JAVA_HOME and the libraries that it needs, in the place of the one that the
# container file begins with; then runs the lines of the page in $BUILD and $RUN, as they stand there but for the
# ports. Everything is kept in $PWD/podman. To be run in a mount namespace of its own, as root.
set -euo pipefail

mkdir -p podman base/opt base/usr/bin
base=$PWD/base

# Podman here keeps its images beside us, and neither groups processes nor raises limits: a machine may allow neither.
export CONTAINERS_STORAGE_CONF=$PWD/podman/storage.conf CONTAINERS_CONF=$PWD/podman/containers.conf
cat >"$CONTAINERS_STORAGE_CONF" <<END
[storage]
driver = "vfs"
graphroot = "$PWD/podman/graph"
runroot = "$PWD/podman/run"
END
cat >"$CONTAINERS_CONF" <<END
[containers]
cgroups = "disabled"
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
events_logger = "none"
END
# A runtime refuses both versions of control groups at once.
if [ "$(stat -f -c %T /sys/fs/cgroup)" = tmpfs ] && mountpoint -q /sys/fs/cgroup/unified; then
    umount /sys/fs/cgroup/unified
fi

"$JAVA_HOME/bin/jlink" --add-modules java.se,jdk.unsupported,jdk.management,jdk.jfr,jdk.crypto.ec --output "$base/opt/java"
ln -s /opt/java/bin/java "$base/usr/bin/java"
install -d -m 1777 "$base/tmp"
# What is no program has no libraries, and ldd says so by its code.
{ find "$base/opt/java" '(' -name '*.so' -o -path '*/bin/java' ')' -exec ldd {} + 2>/dev/null || true; } |
    grep -oE '[[:space:]]/[^ ]+' | sort -u |
    while read -r library; do
        case $library in
            "$base"/*) ;;
            *) install -D "$(readlink -f "$library")" "$base$library" ;;
        esac
    done
tar -C "$base" -c . | podman import -q - sluice-test-base >/dev/null
rm -rf "$base"

eval "${BUILD/podman build/podman build --build-arg BASE=localhost/sluice-test-base}"
eval "exec $RUN --http-port 0 --udp-port 0 --tcp-port 0"
