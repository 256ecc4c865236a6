/**
 * The part of an owner mark that says which thing a device is: `<id>.<role>`, or `<endpoint>.<network>` for a veth
 * pair. Ids have 6 characters or more (ID_PATTERN), so a role is never taken for a network. Marks have room for 64
 * characters: two ids of 32 and the dot would be one too many.
 */
export const objectId = {
  bridge: (networkId: string) => `${networkId}.br`,
  vxlan: (networkId: string) => `${networkId}.vxl`,
  namespace: (endpointId: string) => `${endpointId}.ns`,
  veth: (endpointId: string, networkId: string) => `${endpointId}.${networkId.slice(0, 31)}`,
};
