import type { LookupAddress } from 'node:dns';
import { lookup as dnsLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The deprecated IPv4-compatible addresses (RFC 4291, section 2.5.5.1): `::7f00:1` can be this machine. */
const IPV4_COMPATIBLE = ipaddr.parseCIDR('::/96');

/**
 * Whether an address is on the public internet: not this machine, its network, a cloud's metadata service, or in any other special
 * range of IANA's registries. For IPv6 addresses that embed an IPv4 address, the embedded address decides.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && !(parsed.kind() === 'ipv6' && parsed.match(IPV4_COMPATIBLE));
}

/** A URL leads to an address that isn't public. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

/**
 * Checks a URL whose host is an address. Host names are checked while connecting ({@link lookupPublic}).
 * @throws PrivateAddressError if the address isn't public.
 */
export function refusePrivateHost(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new PrivateAddressError(`${host} is not a public address`);
}

/**
 * Resolves a host name for a connection and refuses it if an address isn't public. The connection then uses the checked address,
 * so a name that resolves differently the next time (DNS rebinding) doesn't get around the check.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '');
    const refused = addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses;
    if (refused !== undefined || first === undefined) {
      return callback(
        new PrivateAddressError(`${hostname} is at ${refused?.address}, which is not a public address`),
        '',
      );
    }
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
