# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# `./ringway test`: every test there is, summed from what the tools report. Needs build.sh and $jdk.

readonly MAVEN_LIMIT=1800 VITEST_LIMIT=180 READY_LIMIT=60 E2E_LIMIT=1500
readonly DEFAULT_CHROMIUM=/usr/bin/chromium

results=()
gateway=''

run_tests() {
  cd -- "$root"
  trap stop_gateway EXIT
  remove_old_reports
  install_missing
  prepare_web
  check_format
  compile_java
  run_vitest
  run_e2e
  run_maven_tests # last: its report of the acceptance rows takes in what the browsers have shown
  "$jdk/bin/java" "$root/deploy/launcher/src/main/java/ringway/launcher/tests/SumTests.java" \
    "$root" "${results[@]}"
}

remove_old_reports() {
  find . -name node_modules -prune -o -type d \( -path '*/target/surefire-reports' \
    -o -path '*/target/failsafe-reports' \) -prune -exec rm -rf {} +
  rm -rf web-client/target/vitest.json web-client/target/e2e.json target/test-gateway
}

failed() { results+=(--failed "$1=$2"); }

skip() { results+=(--skipped "$1=$2"); }

# --- what the tests need beyond a JDK and Maven -------------------------------------------------

may_install() {
  [[ -z ${RINGWAY_NO_INSTALL:-} ]] && command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]
}

# install_package PACKAGE
install_package() {
  say "Installing $1 …"
  { [[ -n ${package_lists:-} ]] || apt-get update -q; } >>target/install.log 2>&1 || true
  package_lists=fresh
  DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y -q --no-install-recommends "$1" \
    >>target/install.log 2>&1 || say "$1 could not be installed, see target/install.log"
}

install_missing() {
  mkdir -p target
  chromium=${RINGWAY_CHROMIUM:-$DEFAULT_CHROMIUM}
  if may_install; then
    command -v mvn >/dev/null || install_package maven
    command -v npm >/dev/null || install_package npm
    [[ -x $chromium ]] || install_package chromium
    command -v firefox-esr >/dev/null || install_package firefox-esr
    command -v ip >/dev/null || install_package iproute2
    command -v turnserver >/dev/null || install_package coturn
    command -v sqlite3 >/dev/null || install_package sqlite3
    command -v sipp >/dev/null || install_package sip-tester
    command -v baresip >/dev/null || install_package baresip-core
    install_codecs
    install_servers
  fi
}

# What AMR and AMR-WB are transcoded with; without them those tests are skipped.
install_codecs() {
  local part
  for part in libopencore-amrnb0 libopencore-amrwb0 libvo-amrwbenc0; do
    dpkg -s "$part" >/dev/null 2>&1 || install_package "$part"
  done
}

# Counterparts of the tests: their programs, not servers that hold their ports.
install_servers() {
  local part policy=/usr/sbin/policy-rc.d missing=()
  for part in kamailio kamailio-websocket-modules kamailio-outbound-modules rtpengine-daemon; do
    dpkg -s "$part" >/dev/null 2>&1 || missing+=("$part")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  else
    policy=''
  fi
  for part in "${missing[@]}"; do
    install_package "$part"
    if [[ -d /run/systemd/system && $part != *-modules ]]; then
      systemctl disable "$part" >>target/install.log 2>&1 || true
    fi
  done
  [[ -z $policy ]] || rm -f "$policy"
}

prepare_web() {
  local obstacle
  web=no
  [[ -e web-client/package.json ]] || return 0
  obstacle=$(web_obstacle)
  if [[ -n $obstacle ]]; then
    skip web-client "$obstacle"
    skip web-client/e2e "$obstacle"
  elif (build_web && web_modules); then
    web=yes
  else
    failed "web client" "cannot be built, see target/npm-ci.log and target/npm-build.log"
  fi
}

# --- the steps ----------------------------------------------------------------------------------

check_format() {
  local files
  say "Checking the format …"
  if ! maven -q -N verify >target/test-format.log 2>&1; then
    files=$(grep -oE '/[^ ]+\.java$' target/test-format.log | xargs -rn1 basename | paste -sd" " || true)
    failed format "${files:-the formatter broke}; see target/test-format.log, \`./ringway format\`"
  fi
}

# over_all_modules LOG OPTION...: Maven's `verify`, however many modules fail, within the limit.
over_all_modules() {
  local log=$1
  shift
  JDK=$jdk timeout --foreground --kill-after=20 "$MAVEN_LIMIT" bash -c '
    cd -- "$1"
    shift
    export JAVA25_HOME=$JDK
    command -v java >/dev/null || export JAVA_HOME=$JDK
    exec mvn -B -Dstyle.color=never -Dskip.format=true -fae "$@" verify
  ' maven "$root" "$@" 2>&1 | tee "$log" | module_lines >&2
  return "${PIPESTATUS[0]}"
}

# With all the checks of the compiler. What cannot be compiled is told once more by the tests.
compile_java() {
  command -v mvn >/dev/null || die "Maven is missing: apt-get install maven"
  say "Compiling the Java modules …"
  touch target/ringway.stamp
  if over_all_modules target/test-compile.log -DskipTests; then
    mv target/ringway.stamp deploy/launcher/target/ringway.stamp
  fi
}

# A failed test must not keep the other modules from being tested, so Maven goes on and the reports
# decide; what Maven itself says counts when no report shows a failure. A failed test has a second
# chance, for these are real servers and browsers on a machine that may be busy; the sum names it.
run_maven_tests() {
  local status=0
  say "Running the Java tests …"
  over_all_modules target/test-maven.log -Dmaven.test.failure.ignore=true \
    -Dsurefire.rerunFailingTestsCount=1 || status=$?
  case $status in
    0) ;;
    124 | 137) failed "mvn verify" "took longer than $MAVEN_LIMIT s, see target/test-maven.log" ;;
    *) failed "mvn verify" "$(maven_errors target/test-maven.log | tail -n 1), see target/test-maven.log" ;;
  esac
}

# limited WHAT SECONDS LOG COMMAND...: a failure is noted by the reports unless time ran out.
limited() {
  local what=$1 limit=$2 log=$3 status=0
  shift 3
  say "$what …"
  timeout --foreground --kill-after=20 "$limit" "$@" >"$log" 2>&1 </dev/null || status=$?
  case $status in
    0 | 1) ;;
    124 | 137) failed "$what" "took longer than $limit s, see $log" ;;
    *) failed "$what" "exit $status, see $log" ;;
  esac
}

run_vitest() {
  [[ $web == yes ]] || return 0
  limited "Running the web client's tests" "$VITEST_LIMIT" target/test-vitest.log \
    npm --prefix web-client test
}

run_e2e() {
  [[ $web == yes ]] || return 0
  if [[ ! -x $chromium ]]; then
    skip web-client/e2e "Chromium is missing (apt-get install chromium)"
    return
  fi
  start_gateway || return 0
  # shellcheck disable=SC1091 # written by the gateway
  source target/test-gateway/ready
  RINGWAY_CHROMIUM=$chromium RINGWAY_BASE_URL=$RINGWAY_BASE_URL RINGWAY_CORE_URL=$RINGWAY_CORE_URL \
    limited "Running the browser tests" "$E2E_LIMIT" target/test-e2e.log \
    npm --prefix web-client run e2e
  stop_gateway
}

start_gateway() {
  local waited=0
  mkdir -p target/test-gateway
  say "Starting the gateway …"
  (build_java) || { failed gateway "cannot be built, see target/build.log"; return 1; }
  server_options
  # Free ports: a gateway that runs already may go on.
  (launch ringway.launcher.Ringway up --free-ports --data target/test-gateway \
    --ready-file target/test-gateway/ready) >target/test-gateway/out 2>&1 </dev/null &
  gateway=$!
  while [[ ! -e target/test-gateway/ready ]]; do
    if ! kill -0 "$gateway" 2>/dev/null || ((waited++ >= READY_LIMIT * 4)); then
      failed gateway "did not become ready, see target/test-gateway/out"
      return 1
    fi
    sleep 0.25
  done
}

stop_gateway() {
  [[ -n $gateway ]] || return 0
  kill "$gateway" 2>/dev/null || true
  wait "$gateway" 2>/dev/null || true
  gateway=''
}
