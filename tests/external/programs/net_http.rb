# Asks for an account of the provider with Ruby's own client, and prints the HTTP status.
require 'net/http'
url = URI(ARGV[0])
request = Net::HTTP::Get.new(url)
request.basic_auth(ARGV[1], ARGV[2])
puts Net::HTTP.start(url.host, url.port, use_ssl: true) { |http| http.request(request) }.code
