#!/bin/sh
# node_exporter's textfile collector: writes one file, whole or not at all, in the folder of --collector.textfile.directory.
# Run it from cron or a systemd timer as the user who logs in. Neither has a desktop: the browser is not asked about.
set -eu
folder=${1:?the folder of the textfile collector}
status=0
sf-preflight --quiet --report prometheus="$folder/sf_preflight.prom" --skip=browser,oauth-port "--flow=${FLOW:-web}" "--instance-url=${SF_INSTANCE_URL:?}" > /dev/null || status=$?
# A blocked login is in the file; only what left no new file is a failure here.
[ "$status" -le 1 ]
