#!/usr/bin/env bash
# Makes the certificates, hash data and signatures that the specs compare with, by OpenSSL 3. The private keys are thrown away.
# Needed again only when csr.ts or a case here changes: everything is made anew, valid from 2026 to 2036 unless said otherwise.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir issued
cat > ca.cnf <<'CNF'
[ca]
default_ca = any
[any]
database = index.txt
new_certs_dir = issued
serial = serial.txt
policy = anything
unique_subject = no
default_md = sha256
[anything]
commonName = supplied
organizationName = optional
countryName = optional
[req]
distinguished_name = empty
[empty]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[sub]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
[nosign]
basicConstraints = critical, CA:TRUE
keyUsage = critical, digitalSignature
[strange]
basicConstraints = critical, CA:TRUE
1.2.3.4.5 = critical, ASN1:NULL
CNF

ec() { openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$2" -out "$1.key"; }
rsa() { openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$2" -out "$1.key" 2>/dev/null; }
# issue NAME SUBJECT EXTENSIONS ISSUER|self SERIAL [FROM TO] [openssl ca options…]: certifies NAME.key or NAME.csr.
issue() {
  local name=$1 subject=$2 extensions=$3 issuer=$4 serial=$5 from=${6:-20260101000000Z} to=${7:-20360101000000Z}
  shift $(($# < 7 ? $# : 7))
  : > index.txt
  echo "$serial" > serial.txt
  [ -f "$name.csr" ] || openssl req -new -config ca.cnf -utf8 -key "$name.key" -subj "$subject" -out "$name.csr"
  local by=(-cert "$issuer.pem" -keyfile "$issuer.key")
  [ "$issuer" = self ] && by=(-selfsign -keyfile "$name.key")
  openssl ca -batch -config ca.cnf -notext -preserveDN -extensions "$extensions" -startdate "$from" -enddate "$to" \
    "${by[@]}" "$@" -in "$name.csr" -out "$name.pem" 2> log || { cat log; exit 1; }
}
again() { cp "$1.csr" "$2.csr"; }
rekey() { cp "$1.key" "$2.key"; }

ec root P-256; issue root '/O=Example CPO/CN=Root 1' root self 01
ec next P-256; issue next '/O=Example CPO/CN=Root 2' root root 0A5B
ec third P-256; issue third '/O=Example CPO/CN=Root 3' root next 03
ec sub P-256; issue sub '/O=Example CPO/CN=Sub CA' sub root 00F1E2D3C4B5A69788
(cd "$here" && npx tsx "$here/csr.ts") > station.csr
openssl req -verify -noout -in station.csr
issue station '' leaf sub 1234567890ABCDEF1234567890ABCDEF12345678
again station future; issue future '' leaf sub 06 20300101000000Z
again station by-next; issue by-next '' leaf next 07
ec other P-256; issue other '/O=Example CPO/CN=CS-0001' leaf sub 08
cp station.csr renamed.csr; issue renamed '' leaf sub 09 '' '' -subj '/O=Example CPO/CN=CS-0002'
ec deep P-256; issue deep '/O=Example CPO/CN=Sub sub CA' sub sub 0B
again station too-deep; issue too-deep '' leaf deep 0C
ec under-leaf P-256; issue under-leaf '/CN=Under a leaf' leaf other 0D
ec nosign P-256; issue nosign '/CN=May not sign' nosign self 0E
ec strange P-256; issue strange '/CN=Strange extension' strange self 0F
ec selfsigned-leaf P-256; issue selfsigned-leaf '/CN=No CA' leaf self 10
ec forged P-256; issue forged '/O=Example CPO/CN=Root 1' root self 01
ec by-forged P-256; issue by-forged '/O=Example CPO/CN=CS-0001' leaf forged 11

# Other algorithms, each a root over itself.
ec p384 P-384; issue p384 '/CN=P-384' root self 12 '' '' -md sha384
ec p521 P-521; issue p521 '/CN=P-521' root self 13 '' '' -md sha512
rsa rsa 2048; issue rsa '/C=DE/O=Charger Factory/CN=Manufacturer Root' root self 14
rsa rsa512 3072; issue rsa512 '/CN=RSA and SHA-512' root self 15 '' '' -md sha512
rsa pss 2048; issue pss '/CN=RSA-PSS' root self 16 '' '' -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32
rsa pss2049 2049; issue pss2049 '/CN=RSA-PSS of odd length' root self 17 '' '' -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20
rsa weak 1024; issue weak '/CN=Weak' root self 18
openssl genpkey -algorithm ED25519 -out ed25519.key; issue ed25519 '/CN=Ed25519' root self 19 '' '' -md null
ec names P-256
printf '[req]\ndistinguished_name=dn\nprompt=no\nstring_mask=pkix\nutf8=yes\n[dn]\nC=DE\nO=Überlandwerk, "AG"\nCN=Δοκιμή\n+serialNumber=7\n' > names.cnf
openssl req -new -config names.cnf -key names.key -out names.csr; issue names '' root self 1A

# Firmware and its signatures.
ec signer-ec P-256; issue signer-ec '/O=Charger Factory/CN=Firmware' leaf rsa 1B
rsa signer-rsa 2048; issue signer-rsa '/O=Charger Factory/CN=Firmware' leaf rsa 1C
printf 'firmware 2.0.0\n' > firmware.bin
sign() { local out=$1 key=$2; shift 2; openssl dgst -sha256 -sign "$key.key" "$@" firmware.bin | base64 -w0 > "$out.b64"; }
sign signature-ec signer-ec
sign signature-rsa-pkcs1 signer-rsa
sign signature-rsa-pss signer-rsa -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest
sign signature-rsa-pss-max signer-rsa -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:max

# Certificate ids as OCSP requests carry them (RFC 6960 §4.1.1), by an independent implementation.
ids() {
  local algorithm=$1 name=$2 issuer=$3
  openssl ocsp -no_nonce "-$algorithm" -issuer "$issuer.pem" -cert "$name.pem" -req_text | sed -e ':a' -e '/\\$/N; s/\\\n *//; ta' | awk -v n="$name" -v a="${algorithm^^}" '
    /Issuer Name Hash/ {i=tolower($NF)} /Issuer Key Hash/ {k=tolower($NF)}
    /Serial Number/ {printf "%s {\"certificate\":\"%s\",\"hashAlgorithm\":\"%s\",\"issuerNameHash\":\"%s\",\"issuerKeyHash\":\"%s\",\"openSslSerial\":\"%s\"}", sep, n, a, i, k, $NF}'
}
separator=''
{ echo '['
  for pair in root:root next:root sub:root station:sub rsa:rsa signer-ec:rsa p384:p384 names:names; do
    for algorithm in sha256 sha384 sha512; do echo "$separator$(ids "$algorithm" "${pair%%:*}" "${pair##*:}")"; separator=','; done
  done
  echo ']'; } > hash-data.json

rm -rf "$here/made"
mkdir "$here/made"
cp ./*.pem ./*.b64 firmware.bin hash-data.json "$here/made"
cd "$here" && npx prettier --write "$here/made/hash-data.json"
