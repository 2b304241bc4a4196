require 'net/http'
require 'json'
uri = URI('https://api.mythic-analytics.com/api/v1/mcp/api-keys')
http = Net::HTTP.new(uri.host, uri.port)
http.use_ssl = true
request = Net::HTTP::Post.new(uri)
request['Content-Type'] = 'application/json'
request['Authorization'] = 'Bearer YOUR_API_TOKEN'
request.body = '{
"name": "Production Gateway Key",
"scopes": [
"tools:execute",
"tools:read"
],
"expires_at": "2024-12-25T10:00:00Z"
}'
response = http.request(request)
puts response.body
