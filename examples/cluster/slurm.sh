#!/bin/bash
# A batch on a Slurm cluster: ten shards for each of 16 tasks at a time, then one task that merges them.
#
#   sbatch slurm.sh /archive/scans /results
#   sbatch --dependency=afterany:JOB --array=0 slurm.sh /archive/scans /results
#
# A task that fails or is requeued goes on where it was: submit the same again. Array indices count from 1; 0 merges.
#SBATCH --job-name=baocao
#SBATCH --array=1-160%16
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=1200M
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --signal=TERM@60
set -u
scans=$1 results=$2 shards=160

if [ "$SLURM_ARRAY_TASK_ID" = 0 ]; then
    # Merging is one process that waits for the disk.
    exec srun baocao merge "$results"/shard-* -o "$results/all"
fi
srun baocao -j "$SLURM_CPUS_PER_TASK" run "$scans" -o "$results/shard-$SLURM_ARRAY_TASK_ID" \
    --shard "$SLURM_ARRAY_TASK_ID/$shards"
# 1: some documents failed, which the manifest lists; nothing that another attempt would change.
code=$?
[ "$code" = 1 ] && code=0
exit "$code"
