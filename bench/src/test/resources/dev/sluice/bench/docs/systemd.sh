# Boots this machine's own system once more, beside itself: with systemd, a network of its own, and a layer over its
# disk that forgets all that is written. There $PWD/install.sh runs, and what it says comes out here; the clone in
# $CLONE is /srv. To be run in a mount namespace of its own, as root.
set -euo pipefail

mkdir -p root
cat >walk.service <<END
[Service]
Type=oneshot
ExecStart=/bin/bash -euxo pipefail /mnt/install.sh
ExecStopPost=/bin/bash -c 'echo ended with \$EXIT_STATUS >>/mnt/log; systemctl --no-block exit'
StandardOutput=append:/mnt/log
StandardError=append:/mnt/log
WorkingDirectory=/srv
END
mount --bind / root
mount --make-private root
SYSTEMD_NSPAWN_LOCK=0 timeout 120 systemd-nspawn --quiet --directory=root --volatile=overlay --private-network \
    --register=no --keep-unit --console=pipe --link-journal=no --bind="$PWD:/mnt" --bind-ro="$CLONE:/srv" \
    --bind-ro="$PWD/walk.service:/etc/systemd/system/walk.service" \
    --boot systemd.unit=walk.service >nspawn.log 2>&1 </dev/null || true
cat log || cat nspawn.log
grep -qx 'ended with 0' log
