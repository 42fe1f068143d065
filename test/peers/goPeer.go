// Go's TLS as a peer for the tests: `goPeer serve` answers one connection, `goPeer connect` makes
// one. Both say what they received, and how it ended otherwise than well.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"reflect"
	"strings"
	"time"
)

var (
	role    = os.Args[1]
	flags   = flag.NewFlagSet(role, flag.ExitOnError)
	chain   = flags.String("chain", "", "PEM file of the own certificates, leaf first")
	key     = flags.String("key", "", "PEM file of the private key")
	anchors = flags.String("anchors", "", "PEM file of what is trusted")
	clock   = flags.Int64("clock", time.Now().UnixMilli(), "what time it is, in milliseconds")
	auth    = flags.String("auth", "none", "whether clients show a certificate")
	address = flags.String("address", "", "whom to ask")
	name    = flags.String("name", "", "the name to insist on")
	request = flags.String("request", "", "what is asked; for a server, how that ends")
	answer  = flags.String("answer", "", "what is answered")
)

var clientAuth = map[string]tls.ClientAuthType{
	"none":     tls.NoClientCert,
	"optional": tls.VerifyClientCertIfGiven,
	"required": tls.RequireAndVerifyClientCert,
}

func main() {
	flags.Parse(os.Args[2:])
	config := &tls.Config{
		ServerName: *name,
		RootCAs:    pool(),
		ClientCAs:  pool(),
		ClientAuth: clientAuth[*auth],
		MinVersion: tls.VersionTLS13,
		Time:       func() time.Time { return time.UnixMilli(*clock) },
	}
	if *chain != "" {
		certificate, err := tls.LoadX509KeyPair(*chain, *key)
		must(err)
		config.Certificates = []tls.Certificate{certificate}
	}
	if role == "serve" {
		serve(config)
	} else {
		connect(config)
	}
}

func serve(config *tls.Config) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port)
	socket, err := listener.Accept()
	must(err)
	connection := tls.Server(socket, config)
	err = hear(connection, func(received string) bool { return strings.HasSuffix(received, *request) })
	if err == nil {
		fmt.Fprint(connection, *answer)
		must(connection.CloseWrite())
	}
	linger(socket)
}

func connect(config *tls.Config) {
	socket, err := net.Dial("tcp", *address)
	must(err)
	connection := tls.Client(socket, config)
	if fail(connection.Handshake()) == nil {
		fmt.Fprint(connection, *request)
		hear(connection, func(string) bool { return false })
		connection.CloseWrite()
	}
	linger(socket)
}

// Tells what comes until that is enough, or until it ends.
func hear(connection *tls.Conn, isEnough func(string) bool) error {
	received := ""
	buffer := make([]byte, 4096)
	var err error
	for err == nil && (received == "" || !isEnough(received)) {
		var read int
		read, err = connection.Read(buffer)
		received += string(buffer[:read])
	}
	fmt.Println("received", received)
	return fail(err)
}

// Closing while something is still unread would reset the connection, and might destroy the alert.
func linger(socket net.Conn) {
	must(socket.(*net.TCPConn).CloseWrite())
	must(socket.SetReadDeadline(time.Now().Add(5 * time.Second)))
	io.Copy(io.Discard, socket)
}

func pool() *x509.CertPool {
	certificates := x509.NewCertPool()
	if *anchors != "" {
		pem, err := os.ReadFile(*anchors)
		must(err)
		certificates.AppendCertsFromPEM(pem)
	}
	return certificates
}

func must(err error) {
	if fail(err) != nil {
		os.Exit(1)
	}
}

// Tells of an error. An end that was announced is none.
func fail(err error) error {
	if err != nil && err != io.EOF {
		tell(err)
	}
	return err
}

// Alerts come as errors that hold their code. A socket that fails refuses nothing.
func tell(err error) {
	var failure *net.OpError
	isOfNet := errors.As(err, &failure)
	if isOfNet && failure.Op == "remote error" {
		fmt.Println("read alert", reflect.ValueOf(failure.Err).Uint())
	} else if isOfNet && failure.Op == "local error" {
		fmt.Println("wrote alert", reflect.ValueOf(failure.Err).Uint())
	} else if !isOfNet && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		fmt.Println("refused")
	}
	fmt.Println("error:", err)
}
