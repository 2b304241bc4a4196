require 'net/http'
require 'json'
uri = URI('https://api.mythic-analytics.com/api/v1/clients')
http = Net::HTTP.new(uri.host, uri.port)
http.use_ssl = true
request = Net::HTTP::Post.new(uri)
request['Content-Type'] = 'application/json'
request['Authorization'] = 'Bearer YOUR_API_TOKEN'
request.body = '{
"id": "acme-retail",
"name": "Acme Retail",
"status": true,
"domain": "acme-retail.com",
"email": "ops@acme-retail.com",
"phone": "+1-415-555-0198",
"website": "https://acme-retail.com",
"timezone": "America/Los_Angeles",
"global_name": "acmeRetail",
"company_id": "cmp_7kH3nPqR",
"agency_id": "example_string",
"api_metadata": {
"plan": "enterprise",
"region": "us-west"
},
"ghl_location_id": "example_string",
"proxy_api_key": "example_string"
}'
response = http.request(request)
puts response.body
