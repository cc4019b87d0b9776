package main

import (
	"fmt"
	"math/rand/v2"
	"net"

	"github.com/miekg/dns"
)

// server answers the same over UDP and TCP.
type server struct{ udp, tcp *dns.Server }

func listen(address string, z *zone) (*server, error) {
	packets, err := net.ListenPacket("udp", address)
	if err != nil {
		return nil, fmt.Errorf("--listen %s: %w", address, err)
	}
	// The port that UDP got, where any was asked for.
	listener, err := net.Listen("tcp", packets.LocalAddr().String())
	if err != nil {
		packets.Close()
		return nil, fmt.Errorf("--listen %s: %w", address, err)
	}
	handler := dns.HandlerFunc(func(writer dns.ResponseWriter, question *dns.Msg) {
		writer.WriteMsg(reply(z, question, writer.RemoteAddr().Network()))
	})
	return &server{&dns.Server{PacketConn: packets, Handler: handler},
		&dns.Server{Listener: listener, Handler: handler}}, nil
}

func (s *server) serve(failed chan<- error) {
	go func() { failed <- s.udp.ActivateAndServe() }()
	go func() { failed <- s.tcp.ActivateAndServe() }()
}

func reply(z *zone, question *dns.Msg, network string) *dns.Msg {
	message := new(dns.Msg)
	if question.Opcode != dns.OpcodeQuery || len(question.Question) != 1 {
		return message.SetRcode(question, dns.RcodeNotImplemented)
	}
	message.SetReply(question)
	message.Authoritative = true
	asked := question.Question[0]
	answer := z.answer(asked.Name, asked.Qtype)
	if !answer.known {
		message.Rcode = dns.RcodeNameError
	}
	message.Answer, message.Extra = answer.records, answer.extra
	if len(answer.records) == 0 {
		message.Ns = []dns.RR{z.authority()}
	}
	// Many clients take the first.
	rand.Shuffle(len(message.Answer), func(i, j int) {
		message.Answer[i], message.Answer[j] = message.Answer[j],
			message.Answer[i]
	})
	size := dns.MinMsgSize
	if extension := question.IsEdns0(); extension != nil {
		size = max(size, int(extension.UDPSize()))
		message.SetEdns0(extension.UDPSize(), false)
	}
	if network == "tcp" {
		size = dns.MaxMsgSize
	}
	message.Truncate(size)
	return message
}
