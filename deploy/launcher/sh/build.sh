# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Finding the tools and building what is stale. Needs $root; sets $jdk.

readonly NEEDED_JDK=25
readonly NEEDED_NODE=20.19
readonly JAVA_MODULES=(deploy/runtime ims-alg-media/iq ims-alg-media/agw waf wwsf ep-cscf
  specs/ims-core deploy/launcher)

say() { printf '%s\n' "$*" >&2; }

die() {
  say "ringway: $*"
  exit 1
}

jdk_feature() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true
}

# The first JDK that is new enough; the default `java` may well be an older one.
find_jdk() {
  local candidate feature default=''
  if command -v java >/dev/null; then
    default=$(dirname -- "$(dirname -- "$(readlink -f -- "$(command -v java)")")")
  fi
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/* "$default"; do
    feature=$(jdk_feature "$candidate")
    if [[ ${feature:-0} -ge $NEEDED_JDK && -x $candidate/bin/javac ]]; then
      jdk=$candidate
      return
    fi
  done
  die "a JDK $NEEDED_JDK or newer is needed and none was found in JAVA_HOME, /usr/lib/jvm or /opt:" \
    "install one (https://adoptium.net, package temurin-25-jdk) or let JAVA_HOME name it."
}

# stale STAMP PATH...: whether anything below the paths is newer than the last build. Directories
# count, since a deleted file changes nothing else.
stale() {
  local stamp=$1
  shift
  [[ ! -e $stamp ]] || [[ -n $(find "$@" -newer "$stamp" -print -quit 2>/dev/null) ]]
}

# The same for the web client, whose build writes between its sources, and whose tests are no part
# of the page.
web_stale() {
  [[ ! -e $1 ]] || [[ -n $(find "$root/web-client" \( -name node_modules -o -name dist -o -name target \
    -o -name e2e -o -name test \) -prune -o -type f -newer "$1" -print -quit 2>/dev/null) ]]
}

# One build at a time: two of them would write the same files.
lock_build() {
  mkdir -p "$root/target"
  if command -v flock >/dev/null; then
    exec 9>"$root/target/.build-lock"
    flock 9
  fi
}

unlock_build() { exec 9>&-; }

# run_maven WHAT LOG ARGUMENT...: a line per module while it runs, the errors when it fails.
run_maven() {
  local what=$1 log=$2
  shift 2
  command -v mvn >/dev/null || die "Maven is missing: apt-get install maven"
  mkdir -p "$(dirname -- "$log")"
  say "$what …"
  if ! maven "$@" 2>&1 | tee "$log" | module_lines >&2; then
    say "$what failed; the whole log is ${log#"$root"/}:"
    maven_errors "$log" | head -n 20 >&2
    exit 1
  fi
}

# What went wrong, without Maven's advice on how to ask it.
maven_errors() {
  grep -E '^\[ERROR\] .' "$1" | grep -vE '\[Help|stack trace|-X switch|more information|After correcting|mvn <args>' ||
    tail -n 20 "$1"
}

# Maven may run on an older JDK: the toolchains plugin finds the one named here.
maven() (
  cd -- "$root"
  export JAVA25_HOME=$jdk
  command -v java >/dev/null || export JAVA_HOME=$jdk
  exec mvn -B -Dstyle.color=never "$@" 9>&-
)

module_lines() {
  sed -u -n 's/^\[INFO\] Building \(Ringway.*\) [0-9][^ ]*  *\(\[[0-9/]*\]\)$/  \2 \1/p'
}

build_java() {
  local module paths=("$root/pom.xml") stamp=$root/deploy/launcher/target/ringway.stamp
  for module in "${JAVA_MODULES[@]}"; do
    paths+=("$root/$module/pom.xml" "$root/$module/src/main")
  done
  # The page the WWSF's jar carries.
  paths+=("$root/web-client/target/ringway.stamp")
  lock_build
  if stale "$stamp" "${paths[@]}"; then
    touch "$root/target/ringway.stamp"
    rm -rf "$root/deploy/launcher/target/lib"
    run_maven "Building the Java modules (the first time fetches libraries)" "$root/target/build.log" \
      -Pquick -Dmaven.test.skip=true -pl deploy/launcher -am package
    mv "$root/target/ringway.stamp" "$stamp"
  fi
  unlock_build
}

build_bench() {
  local stamp=$root/specs/bench/target/ringway.stamp
  build_java
  lock_build
  if stale "$stamp" "$root/specs/bench/src/main" "$root/deploy/launcher/target/ringway.stamp"; then
    touch "$root/target/bench.stamp"
    run_maven "Building the load generators" "$root/target/build.log" \
      -Pquick -DskipTests -pl specs/bench -am package dependency:copy-dependencies \
      -DoutputDirectory=target/lib -DincludeScope=runtime
    mv "$root/target/bench.stamp" "$stamp"
  fi
  unlock_build
  bench_path=$(echo "$root"/specs/bench/target/ringway-bench-*.jar):$root/specs/bench/target/lib/*:
}

class_path() {
  local jar
  jar=$(find "$root/deploy/launcher/target" -maxdepth 1 -name 'ringway-launcher-*.jar' \
    ! -name '*-tests.jar' ! -name '*-sources.jar' -print -quit)
  printf '%s%s:%s' "${bench_path:-}" "$jar" "$root/deploy/launcher/target/lib/*"
}

# The reason why the web client cannot be built; nothing when it can.
web_obstacle() {
  local node
  if ! command -v npm >/dev/null; then
    echo "npm is missing: install Node.js $NEEDED_NODE or newer with npm (https://nodejs.org)"
    return
  fi
  node=$(node --version 2>/dev/null || true)
  if ! printf '%s\n' "$NEEDED_NODE" "${node#v}" | sort -C -V; then
    echo "Node.js ${node:-is missing or} is too old: install $NEEDED_NODE or newer (https://nodejs.org)"
  fi
}

# run_step WHAT LOG COMMAND...
run_step() {
  local what=$1 log=$2
  shift 2
  mkdir -p "$(dirname -- "$log")"
  say "$what …"
  if ! "$@" >"$log" 2>&1 </dev/null; then
    say "$what failed; the whole log is ${log#"$root"/}:"
    tail -n 20 "$log" >&2
    return 1
  fi
}

web_npm() (
  cd -- "$root/web-client"
  exec npm "$@" 9>&-
)

web_modules() {
  if [[ $root/web-client/package-lock.json -nt $root/web-client/node_modules/.package-lock.json ]]; then
    run_step "Fetching the web client's modules" "$root/target/npm-ci.log" \
      web_npm ci --no-audit --no-fund --loglevel=error
    touch "$root/web-client/node_modules/.package-lock.json"
  fi
}

build_web() {
  local obstacle stamp=$root/web-client/target/ringway.stamp
  [[ -e $root/web-client/package.json ]] || return 0
  web_stale "$stamp" || return 0
  obstacle=$(web_obstacle)
  [[ -z $obstacle ]] || die "the web client has to be built, but $obstacle"
  lock_build
  touch "$root/target/web.stamp"
  web_modules || exit 1
  run_step "Building the web client" "$root/target/npm-build.log" web_npm run build || exit 1
  mkdir -p "$root/web-client/target"
  mv "$root/target/web.stamp" "$stamp"
  unlock_build
}
