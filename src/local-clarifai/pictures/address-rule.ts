import type { LookupAddress } from 'node:dns';
import { lookup as dnsLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The deprecated IPv4-compatible addresses (RFC 4291, section 2.5.5.1): `::7f00:1` can be this machine. */
const IPV4_COMPATIBLE = ipaddr.parseCIDR('::/96');

/**
 * Whether an address belongs to the public internet: not this machine, not its network, not the metadata service of a
 * cloud, nor any other special range of IANA's registries. IPv4 in IPv6 clothes counts as the IPv4 address it is.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && !(parsed.kind() === 'ipv6' && parsed.match(IPV4_COMPATIBLE));
}

export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** Throws for a URL that names a forbidden address itself. Names are resolved, and checked, while connecting. */
export function refusePrivateHost(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new AddressRefused(`${host} is not a public address`);
}

/**
 * Resolves names for a connection and refuses those that lead to a forbidden address. The connection is then made to the
 * very address that was checked, so that a name that resolves differently the second time gains nothing.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '');
    const refused = addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses;
    if (refused !== undefined || first === undefined) {
      return callback(new AddressRefused(`${hostname} is at ${refused?.address}, which is not a public address`), '');
    }
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
