package main
import (
"fmt"
"net/http"
"bytes"
"encoding/json"
)
func main() {
data := []byte(`{
"name": "Production Gateway Key",
"scopes": [
"tools:execute",
"tools:read"
],
"expires_at": "2024-12-25T10:00:00Z"
}`)
req, err := http.NewRequest("POST", "https://api.mythic-analytics.com/api/v1/mcp/api-keys", bytes.NewBuffer(data))
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
