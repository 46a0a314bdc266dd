#!/usr/bin/env bash
# Checks the log's signature on a checkpoint with nothing but openssl and the standard tools.
#
#   checkpoint.sh VKEY CHECKPOINT
#
# Prints "OK size=N" or "FAIL: reason". It says nothing about the entries: the signature alone is checked.
set -euo pipefail
export LC_ALL=C

fail() { echo "FAIL: $1"; exit 1; }
[ $# -eq 2 ] || { echo 'usage: checkpoint.sh VKEY CHECKPOINT' >&2; exit 2; }
vkey=$1
checkpoint=$2

# The key: name+id+base64(0x01 and 32 bytes), the id being the start of SHA-256(name, newline, 0x01, key).
name=${vkey%%+*}
rest=${vkey#*+}
id=${rest%%+*}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%s' "${rest#*+}" | base64 -d >"$work/typed" 2>"$work/error" || fail 'the key is not base64'
[ "$(wc -c <"$work/typed")" -eq 33 ] || fail 'the key does not have 33 bytes'
[ "$(head -c 1 "$work/typed" | od -An -tx1 | tr -d ' ')" = 01 ] || fail 'the key is not that of a log'
{ printf '%s\n' "$name"; cat "$work/typed"; } >"$work/named"
[ "$(sha256sum "$work/named" | cut -c 1-8)" = "$id" ] || fail 'the key does not have its id'
{ printf '\060\052\060\005\006\003\053\145\160\003\041\000'; tail -c 32 "$work/typed"; } >"$work/key.der"

# The text: three lines and their newlines. Then an empty line, and one line a signature.
head -n 3 "$checkpoint" >"$work/text"
[ "$(sed -n 1p "$checkpoint")" = "$name" ] || fail 'the checkpoint is of another log'
[ -z "$(sed -n 4p "$checkpoint")" ] || fail 'the checkpoint does not have three lines'
size=$(sed -n 2p "$checkpoint")
[[ $size =~ ^(0|[1-9][0-9]*)$ ]] || fail 'the size is not a number'

dash=$(printf '\342\200\224')
tail -n +5 "$checkpoint" >"$work/signatures"
while IFS= read -r line; do
  encoded=${line#"$dash $name "}
  [ "$encoded" != "$line" ] || continue
  printf '%s' "$encoded" | base64 -d >"$work/signed" 2>"$work/error" || fail 'a signature is not base64'
  [ "$(head -c 4 "$work/signed" | od -An -tx1 | tr -d ' ')" = "$id" ] || continue
  [ "$(wc -c <"$work/signed")" -eq 68 ] || fail 'a signature does not have 64 bytes'
  tail -c 64 "$work/signed" >"$work/signature"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/text" \
    -sigfile "$work/signature" >"$work/said" 2>&1 || fail 'the signature is wrong'
  echo "OK size=$size"
  exit 0
done <"$work/signatures"
fail 'the log did not sign it'
