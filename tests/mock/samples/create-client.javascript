const response = await fetch("https://api.mythic-analytics.com/api/v1/clients", {
method: "POST",
headers: {
"Content-Type": "application/json",
"Authorization": "Bearer YOUR_API_TOKEN"
},
body: JSON.stringify({
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
})
});
const data = await response.json();
console.log(data);
