package main

import (
	"cmp"
	"encoding/binary"
	"math"
	"net/netip"
	"slices"
)

// allowance lets connections with some addresses use some ports.
type allowance struct{ addresses, ports span }

// span is a range of numbers, the last included.
type span struct{ first, last uint32 }

var allAddresses = span{0, math.MaxUint32}

// disjoint allows the same without overlaps, which nftables refuses in a set.
func disjoint(allowed []allowance) []allowance {
	// Between two neighbours of these all addresses are alike; wider than an address, for the end of the last.
	var edges []uint64
	for _, a := range allowed {
		edges = append(edges, uint64(a.addresses.first), uint64(a.addresses.last)+1)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)

	var result, before []allowance
	for i := 1; i < len(edges); i++ {
		addresses := span{uint32(edges[i-1]), uint32(edges[i] - 1)}
		var ports []span
		for _, a := range allowed {
			if a.addresses.contains(addresses.first) {
				ports = append(ports, a.ports)
			}
		}
		var here []allowance
		for _, p := range union(ports) {
			here = append(here, allowance{addresses, p})
		}
		if continues(before, here) {
			for j := range before {
				before[j].addresses.last = addresses.last
			}
			continue
		}
		result = append(result, before...)
		before = here
	}
	return append(result, before...)
}

// continues is true where the ports stay the same from one range of addresses to the next.
func continues(before, here []allowance) bool {
	return len(here) > 0 && slices.EqualFunc(before, here, func(a, b allowance) bool { return a.ports == b.ports })
}

// union has no overlaps and no neighbours.
func union(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	var result []span
	for _, s := range spans {
		end := len(result) - 1
		if end >= 0 && uint64(s.first) <= uint64(result[end].last)+1 {
			result[end].last = max(result[end].last, s.last)
		} else {
			result = append(result, s)
		}
	}
	return result
}

func without(spans []span, hole span) []span {
	var result []span
	for _, s := range spans {
		if s.last < hole.first || hole.last < s.first {
			result = append(result, s)
			continue
		}
		if s.first < hole.first {
			result = append(result, span{s.first, hole.first - 1})
		}
		if hole.last < s.last {
			result = append(result, span{hole.last + 1, s.last})
		}
	}
	return result
}

func (s span) contains(n uint32) bool { return s.first <= n && n <= s.last }

func only(address netip.Addr) span { return span{number(address), number(address)} }

func number(address netip.Addr) uint32 {
	bytes := address.As4()
	return binary.BigEndian.Uint32(bytes[:])
}
