const response = await fetch("https://api.mythic-analytics.com/api/v1/mcp/api-keys", {
method: "POST",
headers: {
"Content-Type": "application/json",
"Authorization": "Bearer YOUR_API_TOKEN"
},
body: JSON.stringify({
"name": "Production Gateway Key",
"scopes": [
"tools:execute",
"tools:read"
],
"expires_at": "2024-12-25T10:00:00Z"
})
});
const data = await response.json();
console.log(data);
