// Asks for an account of the provider with net/http, as the provider's SDK for Go does, and prints the HTTP status.
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	request, _ := http.NewRequest("GET", os.Args[1], nil)
	request.SetBasicAuth(os.Args[2], os.Args[3])
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(answer.StatusCode)
}
