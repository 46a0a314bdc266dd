#!/usr/bin/env bash
# Checks the log's signature on checkpoints with nothing but openssl and the standard tools.
#
#   checkpoint.sh VKEY CHECKPOINT...
#
# Prints "OK size=N" or "FAIL: reason" for each, and ends with 1 when one failed. It says nothing about the entries:
# the form of the checkpoint and the signature alone are checked.
set -euo pipefail
export LC_ALL=C

[ $# -ge 2 ] || { echo 'usage: checkpoint.sh VKEY CHECKPOINT...' >&2; exit 2; }
vkey=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dash=$(printf '\342\200\224')
name=${vkey%%+*}
rest=${vkey#*+}
id=${rest%%+*}

fail() { echo "FAIL: $1"; exit 1; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
# Decodes base64 that encodes to the same text again.
decode() {
  printf '%s' "$1" | base64 -d >"$2" 2>"$work/error" && [ "$(base64 -w 0 <"$2")" = "$1" ]
}

# The key: name+id+base64(0x01 and 32 bytes), the id being the start of SHA-256(name, newline, 0x01, key).
key() {
  decode "${rest#*+}" "$work/typed" || fail 'the key is not base64'
  [ "$(wc -c <"$work/typed")" -eq 33 ] || fail 'the key does not have 33 bytes'
  [ "$(head -c 1 "$work/typed" | hex)" = 01 ] || fail 'the key is not that of a log'
  { printf '%s\n' "$name"; cat "$work/typed"; } >"$work/named"
  [ "$(sha256sum "$work/named" | cut -c 1-8)" = "$id" ] || fail 'the key does not have its id'
  { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; tail -c 32 "$work/typed"; } >"$work/key.der"
}

# A note is plain text of at most a megabyte; its text is three lines, and after an empty one comes one line a signature.
form() {
  [ "$(wc -c <"$1")" -le 1000000 ] || fail 'the checkpoint is longer than a megabyte'
  [ "$(tr -d '\n\040-\377' <"$1" | wc -c)" -eq 0 ] || fail 'the checkpoint has control characters'
  iconv -f utf-8 -t utf-8 <"$1" >"$work/said" 2>&1 || fail 'the checkpoint is not UTF-8'
  [ "$(tail -c 1 "$1" | hex)" = 0a ] || fail 'the checkpoint does not end with a newline'
  head -n 3 "$1" >"$work/text"
  [ "$(sed -n 1p "$1")" = "$name" ] || fail 'the checkpoint is of another log'
  [ "$(wc -l <"$1")" -ge 5 ] && [ -z "$(sed -n 4p "$1")" ] || fail 'the checkpoint does not have three lines'
  size=$(sed -n 2p "$1")
  [[ $size =~ ^(0|[1-9][0-9]{0,15})$ ]] && [ "$size" -le 9007199254740991 ] || fail 'the size is not a number'
  decode "$(sed -n 3p "$1")" "$work/root" && [ "$(wc -c <"$work/root")" -eq 32 ] || fail 'the root is no hash'
  tail -n +5 "$1" >"$work/signatures"
  [ "$(wc -l <"$work/signatures")" -le 100 ] || fail 'the checkpoint has more than a hundred signatures'
}

checkpoint() {
  form "$1"
  signed=0
  while IFS= read -r line; do
    [[ $line =~ ^"$dash "([^[:space:]+]+)' '([A-Za-z0-9+/=]+)$ ]] || fail 'a line is no signature'
    by=${BASH_REMATCH[1]}
    decode "${BASH_REMATCH[2]}" "$work/signed" || fail 'a signature is not base64'
    [ "$(wc -c <"$work/signed")" -gt 4 ] || fail 'a signature is too short'
    [ "$by" = "$name" ] && [ "$(head -c 4 "$work/signed" | hex)" = "$id" ] || continue
    [ "$signed" -eq 0 ] || fail 'two signatures are by one key'
    [ "$(wc -c <"$work/signed")" -eq 68 ] || fail 'a signature does not have 64 bytes'
    tail -c 64 "$work/signed" >"$work/signature"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/text" \
      -sigfile "$work/signature" >"$work/said" 2>&1 || fail 'the signature is wrong'
    signed=1
  done <"$work/signatures"
  [ "$signed" -eq 1 ] || fail 'the log did not sign it'
  echo "OK size=$size"
}

failed=0
(key) || exit 1
for path in "$@"; do
  (checkpoint "$path") || failed=1
done
exit "$failed"
