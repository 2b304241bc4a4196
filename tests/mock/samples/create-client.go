package main
import (
"fmt"
"net/http"
"bytes"
"encoding/json"
)
func main() {
data := []byte(`{
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
}`)
req, err := http.NewRequest("POST", "https://api.mythic-analytics.com/api/v1/clients", bytes.NewBuffer(data))
if err != nil {
panic(err)
}
req.Header.Set("Content-Type", "application/json")
req.Header.Set("Authorization", "Bearer YOUR_API_TOKEN")
client := &http.Client{}
resp, err := client.Do(req)
if err != nil {
panic(err)
}
defer resp.Body.Close()
fmt.Println("Response Status:", resp.Status)
}
