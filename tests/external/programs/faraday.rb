# Asks for an account of the provider with Faraday, as the provider's SDK for Ruby does, and prints the HTTP status.
require 'faraday'
require 'base64'
basic = "Basic #{Base64.strict_encode64("#{ARGV[1]}:#{ARGV[2]}")}"
puts Faraday.get(ARGV[0], nil, { 'Authorization' => basic }).status
