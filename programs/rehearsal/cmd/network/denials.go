package main

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"slices"
	"strconv"
)

// flow is who wants to connect to whom.
type flow struct {
	source, destination netip.Addr
	protocol            uint8
	port                uint16
}

// denial is a flow in the words of the cluster.
type denial struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	Port     uint16   `json:"port"`
	Protocol string   `json:"protocol"`
	Policies []string `json:"policies"`
}

// denials tells of each flow that policies refuse, once.
type denials struct {
	rules rules
	// names stay when a pod is gone: its address is no other's.
	names    map[netip.Addr]string
	pending  []refused
	reported map[flow]bool
}

// refused is a flow that was dropped, and the policies that refused it then.
type refused struct {
	flow
	policies []string
}

func newDenials() *denials {
	return &denials{names: map[netip.Addr]string{}, reported: map[flow]bool{}}
}

func (d *denials) know(r rules) {
	d.rules = r
	maps.Copy(d.names, r.pods)
}

func (d *denials) report(t *table, out io.Writer) error {
	dropped, err := t.takeDenied()
	if err != nil {
		return fmt.Errorf("dropped connections: %w", err)
	}
	for _, said := range d.judge(dropped) {
		line, err := json.Marshal(map[string]denial{"denied": said})
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s\n", line)
	}
	return nil
}

// judge tells of what was dropped before the last time, unless it is allowed by now: a pod may connect before its
// address is known here, and succeeds when it tries again.
func (d *denials) judge(dropped []flow) []denial {
	var said []denial
	for _, r := range d.pending {
		if !d.gone(r.flow) {
			r.policies = d.rules.refusal(r.flow)
		}
		if len(r.policies) == 0 || d.reported[r.flow] {
			continue
		}
		d.reported[r.flow] = true
		said = append(said, denial{d.name(r.source), d.name(r.destination), r.port, protocolName(r.protocol), r.policies})
	}
	d.pending = nil
	for _, f := range dropped {
		// No rule can allow a pod that is gone; that a policy does not is nobody's mistake.
		if !d.gone(f) {
			d.pending = append(d.pending, refused{f, d.rules.refusal(f)})
		}
	}
	slices.SortFunc(said, func(a, b denial) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Port, b.Port))
	})
	return said
}

// gone is true when one of the two was a pod and is none any more.
func (d *denials) gone(f flow) bool {
	for _, address := range []netip.Addr{f.source, f.destination} {
		if d.names[address] != "" && d.rules.pods[address] == "" {
			return true
		}
	}
	return false
}

func (d *denials) name(address netip.Addr) string {
	if name, known := d.names[address]; known {
		return name
	}
	return address.String()
}

// flowOf is a key of the set of what was dropped.
func flowOf(key []byte) flow {
	f := flow{source: netip.AddrFrom4([4]byte(key[0:4])), destination: netip.AddrFrom4([4]byte(key[4:8])),
		protocol: key[8]}
	if _, hasPorts := protocolNames[f.protocol]; hasPorts {
		f.port = binary.BigEndian.Uint16(key[12:14])
	}
	return f
}

var protocolNames = map[uint8]string{6: "TCP", 17: "UDP", 132: "SCTP"}

func protocolName(number uint8) string {
	if name, known := protocolNames[number]; known {
		return name
	}
	return strconv.Itoa(int(number))
}
