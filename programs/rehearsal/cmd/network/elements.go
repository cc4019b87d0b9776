package main

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"github.com/google/nftables"
)

// diceSides are shared out among the endpoints of a port.
const diceSides = 1 << 16

// elements are what rules are in the sets.
func (s sets) elements(r rules) map[*nftables.Set][]nftables.SetElement {
	elements := map[*nftables.Set][]nftables.SetElement{
		s.clusterIPs: addressElements(r.clusterIPs), s.hairpins: nil, s.endpoints: nil,
		s.egress: nil, s.egressAllowed: allowedElements(r.egress), s.ingress: nil,
		s.ingressAllowed: allowedElements(r.ingress),
	}
	var endpoints []netip.Addr
	for _, t := range r.translations {
		elements[s.endpoints] = append(elements[s.endpoints], endpointElements(t)...)
		for _, endpoint := range t.endpoints {
			endpoints = append(endpoints, endpoint.Addr())
		}
	}
	for _, address := range sortedAddresses(endpoints) {
		elements[s.hairpins] = append(elements[s.hairpins],
			nftables.SetElement{Key: slices.Concat(address.AsSlice(), address.AsSlice())})
	}
	elements[s.egress] = addressElements(isolated(r.egress))
	elements[s.ingress] = addressElements(isolated(r.ingress))
	return elements
}

func endpointElements(t translation) []nftables.SetElement {
	var elements []nftables.SetElement
	for i, endpoint := range t.endpoints {
		part := span{uint32(i * diceSides / len(t.endpoints)), uint32((i+1)*diceSides/len(t.endpoints) - 1)}
		service := slices.Concat(t.address.AsSlice(), protocolWord(t.protocol), portWord(t.port))
		elements = append(elements, nftables.SetElement{
			Key:    binary.BigEndian.AppendUint32(slices.Clone(service), part.first),
			KeyEnd: binary.BigEndian.AppendUint32(slices.Clone(service), part.last),
			Val:    slices.Concat(endpoint.Addr().AsSlice(), portWord(endpoint.Port())),
		})
	}
	return elements
}

func allowedElements(isolations []isolation) []nftables.SetElement {
	var elements []nftables.SetElement
	for _, i := range isolations {
		for _, a := range i.allowed {
			for _, ports := range rectangles(a.ports) {
				elements = append(elements, nftables.SetElement{
					Key:    allowedKey(i.address, a.addresses.first, ports.first),
					KeyEnd: allowedKey(i.address, a.addresses.last, ports.last),
				})
			}
		}
	}
	return elements
}

// rectangles cut ports of several protocols so that each piece is a range of protocols times a range of ports.
func rectangles(ports span) []span {
	var pieces []span
	for rest, done := ports, false; !done; {
		piece := rest
		first, last := rest.first>>16, rest.last>>16
		switch {
		case first == last || (rest.first&0xffff == 0 && rest.last&0xffff == 0xffff):
			done = true
		case rest.first&0xffff != 0:
			piece.last = first<<16 | 0xffff
		default:
			piece.last = (last-1)<<16 | 0xffff
		}
		pieces = append(pieces, piece)
		rest.first = piece.last + 1
	}
	return pieces
}

func allowedKey(pod netip.Addr, peer, port uint32) []byte {
	return slices.Concat(binary.BigEndian.AppendUint32(pod.AsSlice(), peer), protocolWord(uint8(port>>16)),
		portWord(uint16(port)))
}

// Each part of a key fills a register of four bytes.
func protocolWord(protocol uint8) []byte { return []byte{protocol, 0, 0, 0} }
func portWord(port uint16) []byte        { return []byte{byte(port >> 8), byte(port), 0, 0} }

func addressElements(addresses []netip.Addr) []nftables.SetElement {
	var elements []nftables.SetElement
	for _, address := range sortedAddresses(addresses) {
		elements = append(elements, nftables.SetElement{Key: address.AsSlice()})
	}
	return elements
}

func isolated(isolations []isolation) []netip.Addr {
	var addresses []netip.Addr
	for _, i := range isolations {
		addresses = append(addresses, i.address)
	}
	return addresses
}

// sortedAddresses has each once.
func sortedAddresses(addresses []netip.Addr) []netip.Addr {
	return slices.Compact(slices.SortedFunc(slices.Values(addresses), netip.Addr.Compare))
}
