# What the scripts share. Sourced, with `root` set to the top of the project.
# All of it speaks on standard error, so that standard output stays the program's.

# What it takes to build flowsnoop; docs/dependencies.md says what each is for.
build_packages=(cmake ninja-build g++ pkg-config libpcap-dev libfmt-dev libcli11-dev
  libarchive-dev zlib1g-dev libssl-dev libmaxminddb-dev libseccomp-dev)
# What the tests need besides.
test_packages=("${build_packages[@]}" libgtest-dev libgmock-dev librapidcheck-dev ccache clang-format
  clang-tidy python3 iproute2 nginx-light dnsmasq-base openssh-server openssh-client iperf3 curl
  bind9-dnsutils tmux libcap2-bin valgrind)
# What scripts/fuzz needs besides what it takes to build.
fuzz_packages=("${build_packages[@]}" clang llvm ccache)

# install_packages NAME...: installs the Debian packages that are missing, as root or with sudo.
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
      missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  echo "Installing: ${missing[*]}" >&2
  local as_root=()
  ((EUID == 0)) || as_root=(sudo)
  {
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -q --no-install-recommends "${missing[@]}"
  } >&2
}

# quietly COMMAND...: runs it; what it says is shown only where it fails.
quietly() {
  local log
  log=$(mktemp)
  "$@" >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; return 1; }
  rm -f "$log"
}

# configure_preset PRESET [OPTION...]
configure_preset() {
  quietly cmake -S "$root" --preset "$@"
}

# build_preset PRESET [TARGET...]
build_preset() {
  local preset=$1
  shift
  (($#)) || set -- all
  quietly cmake --build "$root/build/$preset" --parallel 2 --target "$@"
}
