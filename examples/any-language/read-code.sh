#!/bin/sh
# A test in shell: an organisation of its own, a message by the provider's protocol, and the code on the phone.
# Usage: sh read-code.sh [address of the phone network]
set -eu
network=${1:-http://127.0.0.1:8025}
number=+31612345678

field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

made=$(curl -sS "$network/api/v1/organisations" -H 'content-type: application/json' -d '{"name": "Shell"}' | field id)
organisation="$network/api/v1/organisations/$made"
trap 'curl -sS -X DELETE "$organisation"' EXIT
account=$(curl -sS "$organisation/account")
sid=$(printf %s "$account" | field account_sid)
token=$(printf %s "$account" | field auth_token)

# What the system under test does:
curl -sS -o /dev/null -u "$sid:$token" "$network/2010-04-01/Accounts/$sid/Messages.json" \
  --data-urlencode "To=$number" --data-urlencode 'From=+15005550006' --data-urlencode 'Body=509326 is your code.'

# What the person with the phone does:
curl -sS "$organisation/handsets/$number/code?timeout=10" | field code
echo
