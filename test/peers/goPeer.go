// Go's TLS as a peer for the tests: `goPeer serve CHAIN KEY [CLIENT-CAS]` answers one request,
// `goPeer connect ADDRESS NAME CAS [CHAIN KEY]` makes one. Both say what they saw.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
)

func main() {
	if os.Args[1] == "serve" {
		serve(os.Args[2:])
	} else {
		connect(os.Args[2:])
	}
}

func serve(files []string) {
	config := &tls.Config{Certificates: identity(files), MinVersion: tls.VersionTLS13}
	if len(files) > 2 {
		config.ClientAuth = tls.RequireAndVerifyClientCert
		config.ClientCAs = pool(files[2])
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	must(err)
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port)
	connection, err := listener.Accept()
	must(err)
	_, err = connection.Read(make([]byte, 4096))
	must(err)
	fmt.Fprint(connection, "HTTP/1.0 200 OK\r\n\r\nGo says hello.\n")
	must(connection.Close())
}

func connect(args []string) {
	config := &tls.Config{ServerName: args[1], RootCAs: pool(args[2]), MinVersion: tls.VersionTLS13}
	if len(args) > 3 {
		config.Certificates = identity(args[3:])
	}
	connection, err := tls.Dial("tcp", args[0], config)
	must(err)
	fmt.Fprint(connection, "GET / HTTP/1.0\r\n\r\n")
	answer, err := io.ReadAll(connection)
	must(err)
	fmt.Println(string(answer))
}

func identity(files []string) []tls.Certificate {
	certificate, err := tls.LoadX509KeyPair(files[0], files[1])
	must(err)
	return []tls.Certificate{certificate}
}

func pool(file string) *x509.CertPool {
	pem, err := os.ReadFile(file)
	must(err)
	certificates := x509.NewCertPool()
	certificates.AppendCertsFromPEM(pem)
	return certificates
}

func must(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}
