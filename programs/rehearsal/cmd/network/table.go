package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"syscall"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/mdlayher/netlink"
)

// table is the nftables table of the rehearsal. Its chains never change: what they do is in its sets, so that however
// many pods there are, a change is a few messages, and none of them between the old rules and the new.
type table struct {
	connection *nftables.Conn
	sets       sets
	written    map[*nftables.Set][]nftables.SetElement
}

// sets that allow have the address of the pod first in their keys, then that of its peer, whoever connects.
type sets struct {
	clusterIPs, hairpins, endpoints                *nftables.Set
	egress, egressAllowed, ingress, ingressAllowed *nftables.Set
	denied                                         *nftables.Set
}

// maxElements keeps a message below the 64 KiB that netlink can hold.
const maxElements = 500

const kernelModules = "nf_tables, nft_ct, nft_nat, nft_masq, nft_numgen, nft_reject_ipv4"

func createTable() (*table, error) {
	connection, err := nftables.New(nftables.WithSockOptions(roomForMessages))
	if err != nil {
		return nil, err
	}
	t := &nftables.Table{Name: "rehearsal", Family: nftables.TableFamilyIPv4}
	// Added first: what is not there cannot be deleted.
	connection.AddTable(t)
	connection.DelTable(t)
	connection.AddTable(t)
	created := &table{connection: connection, sets: newSets(t), written: map[*nftables.Set][]nftables.SetElement{}}
	for _, set := range created.sets.all() {
		if err := connection.AddSet(set, nil); err != nil {
			return nil, err
		}
	}
	addChains(connection, t, created.sets)
	if err := connection.Flush(); err != nil {
		return nil, fmt.Errorf("table %s of nftables: %w; it needs a network namespace of this user, and the kernel "+
			"modules %s", t.Name, err, kernelModules)
	}
	return created, nil
}

// write replaces the former rules. Connections that exist stay.
func (t *table) write(r rules) error {
	wanted := t.sets.elements(r)
	var changed []*nftables.Set
	for set, elements := range wanted {
		if slices.EqualFunc(elements, t.written[set], sameElement) {
			continue
		}
		changed = append(changed, set)
		t.connection.FlushSet(set)
		for part := range slices.Chunk(elements, maxElements) {
			if err := t.connection.SetAddElements(set, part); err != nil {
				return err
			}
		}
	}
	err := t.connection.Flush()
	if errors.Is(err, syscall.EMSGSIZE) {
		return fmt.Errorf("rules of %d pods are too many for one message: %w; only root can send longer ones",
			len(r.pods), err)
	}
	if err != nil {
		return fmt.Errorf("rules of %d pods and %d Services: %w", len(r.pods), len(r.clusterIPs), err)
	}
	for _, set := range changed {
		t.written[set] = wanted[set]
	}
	return nil
}

// takeDenied reads what was dropped since the last time.
func (t *table) takeDenied() ([]flow, error) {
	elements, err := t.connection.GetSetElements(t.sets.denied)
	if err != nil || len(elements) == 0 {
		return nil, err
	}
	var flows []flow
	for part := range slices.Chunk(elements, maxElements) {
		var keys []nftables.SetElement
		for _, element := range part {
			keys = append(keys, nftables.SetElement{Key: element.Key})
			flows = append(flows, flowOf(element.Key))
		}
		if err := t.connection.SetDeleteElements(t.sets.denied, keys); err != nil {
			return nil, err
		}
	}
	return flows, t.connection.Flush()
}

func newSets(t *nftables.Table) sets {
	address, protocol, port := nftables.TypeIPAddr, nftables.TypeInetProto, nftables.TypeInetService
	connection := nftables.MustConcatSetType(address, address, protocol, port)
	allowed := func(name string) *nftables.Set {
		return &nftables.Set{Table: t, Name: name, KeyType: connection, Interval: true, Concatenation: true}
	}
	return sets{
		clusterIPs: &nftables.Set{Table: t, Name: "cluster-ips", KeyType: address},
		hairpins:   &nftables.Set{Table: t, Name: "hairpins", KeyType: nftables.MustConcatSetType(address, address)},
		endpoints: &nftables.Set{
			Table: t, Name: "endpoints", IsMap: true, Interval: true, Concatenation: true,
			// The last one is the part of the dice.
			KeyType:  nftables.MustConcatSetType(address, protocol, port, nftables.TypeMark),
			DataType: nftables.MustConcatSetType(address, port),
		},
		egress:         &nftables.Set{Table: t, Name: "egress-isolated", KeyType: address},
		egressAllowed:  allowed("egress-allowed"),
		ingress:        &nftables.Set{Table: t, Name: "ingress-isolated", KeyType: address},
		ingressAllowed: allowed("ingress-allowed"),
		denied: &nftables.Set{Table: t, Name: "denied", KeyType: connection, Dynamic: true, Size: 1 << 16,
			KeyByteOrder: binaryutil.BigEndian},
	}
}

func (s sets) all() []*nftables.Set {
	return []*nftables.Set{s.clusterIPs, s.hairpins, s.endpoints, s.egress, s.egressAllowed, s.ingress,
		s.ingressAllowed, s.denied}
}

// roomForMessages is more than a test cluster needs, where this process may ask for it.
func roomForMessages(socket *netlink.Conn) error {
	return errors.Join(socket.SetWriteBuffer(8<<20), socket.SetReadBuffer(8<<20))
}

func sameElement(a, b nftables.SetElement) bool {
	return bytes.Equal(a.Key, b.Key) && bytes.Equal(a.KeyEnd, b.KeyEnd) && bytes.Equal(a.Val, b.Val)
}
