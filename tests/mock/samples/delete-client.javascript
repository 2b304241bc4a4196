const response = await fetch("https://api.mythic-analytics.com/api/v1/clients/example_string?hard=true", {
method: "DELETE",
headers: {
"Content-Type": "application/json",
"Authorization": "Bearer YOUR_API_TOKEN"
}
});
const data = await response.json();
console.log(data);
