#!/bin/bash
# Runs a command in a Slurm cluster of two nodes on this machine: scripts/cluster/loopback-slurm.sh COMMAND...
# It needs slurmctld, slurmd, srun and munged (Debian: slurmctld slurmd slurm-client munge), and the right to name the
# nodes n1 and n2 in /etc/hosts, unless they are named there. All that it starts ends with it.
set -euo pipefail
export PATH=$PATH:/usr/sbin

for program in munged slurmctld slurmd sinfo; do
  command -v "$program" >/dev/null || { echo "$program is missing: apt-get install slurmctld slurmd slurm-client munge" >&2; exit 3; }
done

work=$(mktemp -d "${TMPDIR:-/tmp}/flowscope-slurm-XXXXXX")
# Where munged is to be trusted, no other user may write.
chmod 755 "$work"
started=()
named=no
end() {
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do kill "${started[i]}" 2>/dev/null || true; done
  for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
  if [ $named = yes ]; then
    grep -v '# flowscope-slurm$' /etc/hosts >"$work/hosts" || true
    cat "$work/hosts" >/etc/hosts
  fi
  rm -rf "$work"
}
trap end EXIT

for node in n1 n2; do
  if ! getent hosts $node >/dev/null; then
    echo "127.0.0.1 $node # flowscope-slurm" >>/etc/hosts
    named=yes
  fi
done

user=$(id -un)
port=$((20000 + RANDOM % 20000))
mkdir "$work/state" "$work/n1" "$work/n2"
dd if=/dev/urandom of="$work/munge.key" bs=1024 count=1 status=none
chmod 600 "$work/munge.key"
cat >"$work/slurm.conf" <<CONF
ClusterName=loopback
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/linear
SchedulerType=sched/builtin
ReturnToService=2
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/%n/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/%n/slurmd.log
NodeName=n1 NodeAddr=127.0.0.1 NodeHostname=$(hostname -s) Port=$((port + 1)) CPUs=2 State=UNKNOWN
NodeName=n2 NodeAddr=127.0.0.1 NodeHostname=$(hostname -s) Port=$((port + 2)) CPUs=2 State=UNKNOWN
PartitionName=all Nodes=n1,n2 Default=YES State=UP MaxTime=INFINITE
CONF
export SLURM_CONF=$work/slurm.conf

munged --foreground --force --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munge.pid" \
  --seed-file="$work/munge.seed" --log-file="$work/munge.log" --num-threads=2 >/dev/null 2>&1 &
started+=($!)
slurmctld -D -c >/dev/null 2>&1 &
started+=($!)
for node in n1 n2; do
  slurmd -D -N $node >/dev/null 2>&1 &
  started+=($!)
done

for _ in $(seq 60); do
  if [ "$(sinfo -h -t idle -o %D 2>/dev/null)" = 2 ]; then
    "$@"
    exit
  fi
  sleep 0.5
done
echo 'The nodes did not become idle:' >&2
sinfo >&2 || true
tail -n 20 "$work"/slurmctld.log "$work"/*/slurmd.log "$work"/munge.log >&2 || true
exit 1
