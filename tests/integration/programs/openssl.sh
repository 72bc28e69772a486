# openssl: a second of speed, and digests, ciphers and keys of known answers.
openssl speed -seconds 1 -bytes 4096 -evp aes-256-gcm >speed 2>&1
echo "speed ended with $?"
openssl speed -multi 2 -seconds 1 -bytes 1024 sha256 >speed 2>&1
echo "speed of two ended with $?"
seq 1 200000 >text
openssl dgst -sha256 text
openssl dgst -blake2b512 text
openssl enc -aes-256-cbc -K "$(printf '%064d' 7)" -iv "$(printf '%032d' 9)" \
	-in text -out text.enc && cksum <text.enc
openssl enc -d -aes-256-cbc -K "$(printf '%064d' 7)" \
	-iv "$(printf '%032d' 9)" -in text.enc | cmp - text && echo same
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem \
	2>/dev/null
openssl req -x509 -new -key key.pem -subj /CN=test -days 1 -out cert.pem &&
	openssl verify -CAfile cert.pem cert.pem
openssl dgst -sha256 -sign key.pem -out sig text
openssl pkey -in key.pem -pubout -out pub.pem &&
	openssl dgst -sha256 -verify pub.pem -signature sig text
