package main
import (
"fmt"
"net/http"
"bytes"
)
func main() {
req, err := http.NewRequest("DELETE", "https://api.mythic-analytics.com/api/v1/clients/example_string?hard=true", nil)
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
