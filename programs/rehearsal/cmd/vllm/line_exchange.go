package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"strconv"
	"time"
)

// ask sends one line of JSON, reads one, and returns the bytes after it.
func ask(ctx context.Context, address string, question, answer any) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(patience))
	if err := json.NewEncoder(connection).Encode(question); err != nil {
		return nil, err
	}
	reader := bufio.NewReader(connection)
	line, err := reader.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(line, answer); err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

// socketAddress knows localhost itself: a container may have no /etc/hosts, and the DNS of a cluster does not know the
// name.
func socketAddress(host string, port int) string {
	if host == "localhost" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, strconv.Itoa(port))
}

// answerLines answers each connection once, until the listener is closed.
func answerLines[Question any](listener net.Listener, answer func(*Question) (any, []byte)) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			connection.SetDeadline(time.Now().Add(patience))
			question := new(Question)
			if json.NewDecoder(io.LimitReader(connection, 1<<20)).Decode(question) != nil {
				return
			}
			line, rest := answer(question)
			if json.NewEncoder(connection).Encode(line) == nil {
				connection.Write(rest)
			}
		}()
	}
}
