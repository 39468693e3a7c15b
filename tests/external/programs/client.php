<?php // Asks for an account of the provider with curl, as the provider's SDK for PHP does, and prints the HTTP status.
$curl = curl_init($argv[1]);
curl_setopt_array($curl, [CURLOPT_USERPWD => "{$argv[2]}:{$argv[3]}", CURLOPT_RETURNTRANSFER => true]);
curl_exec($curl);
echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), "\n";
