import { expect, it } from 'vitest';
import type { AlertName } from '../../src/tls/alerts.ts';
import type { ClientConfig } from '../../src/tls/endpoint.ts';
import type { RefusalCode } from '../../src/tls/refusals.ts';
import { makeClient, type End } from './pair.ts';
import { plainRecord, PuppetServer } from './puppets.ts';
import type { TestWorld } from './world.ts';

/** Something that a puppet does, and the alert that it deserves. */
export interface Surprise {
  readonly what: string;
  readonly alert: AlertName;
  readonly code: RefusalCode;
  readonly act: (server: PuppetServer) => Promise<void>;
}

/** A client that has sent its hello, and a puppet that has read it. */
export async function started(
  world: TestWorld,
  config: Partial<ClientConfig> = {},
): Promise<{ client: End; server: PuppetServer }> {
  const client = makeClient(world, { alpn: ['h2'], ...config });
  const server = new PuppetServer(client.take(await client.endpoint.start()));
  return { client, server };
}

/** One alert, the right one, and then silence. */
export async function expectRefusal(end: End, alert: AlertName, code: RefusalCode): Promise<void> {
  const sent = end.all('alert').filter(({ direction }) => direction === 'sent');
  expect(sent.map(({ description, error }) => [description, error?.alert, error?.code])).toEqual([
    [alert, alert, code],
  ]);
  expect(end.all('closed')).toEqual([{ kind: 'closed', by: 'self', orderly: false }]);
  expect(end.endpoint.state).toBe('FAILED');
  const after = [
    await end.endpoint.receive(plainRecord(new Uint8Array(9))),
    await end.endpoint.close(),
  ];
  expect(after.every(({ bytes, events }) => bytes.length === 0 && events.length === 0)).toBe(true);
}

/**
 * One test for each surprise, in the state to which `before` brings the client.
 *
 * @param world called when the test runs
 */
export function surprises(
  world: () => TestWorld,
  list: readonly Surprise[],
  before: (server: PuppetServer) => Promise<void>,
): void {
  it.each(list)('$what: $alert', async ({ alert, code, act }) => {
    const { client, server } = await started(world());
    await before(server);
    await act(server);
    client.take(await client.endpoint.receive(server.take()));
    await expectRefusal(client, alert, code);
  });
}
