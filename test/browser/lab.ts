import type { Locator, Page } from '@playwright/test';
import type { FaultId } from '../../src/lab/faults.ts';
import { createMaterials } from '../../src/lab/materials.ts';
import { run } from '../../src/lab/run.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import type { Outcome, Trace } from '../../src/lab/trace.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import { expect, test } from '../support/page.ts';
import { brokenBy } from '../lab/laboratory.ts';

export { expect, test };

/** What a card says in its data attributes. */
export interface StatedOutcome {
  readonly outcome: string | null;
  readonly refusedBy: string | null;
  readonly alert: string | null;
  readonly delivered: string | null;
  readonly late: string | null;
  readonly deceived: string | null;
}

/** Opens the simulator at a link and waits until its runs are done, whoever may know how they ended. */
export async function open(page: Page, query = ''): Promise<void> {
  await page.goto(`./${query === '' ? '' : `#/simulator?${query}`}`);
  await expect(card(page, 'tls')).toHaveAttribute('aria-busy', 'false');
}

export function card(page: Page, mode: HandshakeMode): Locator {
  return page.getByRole('region', { name: 'Outcome' }).locator(`[data-mode=${mode}]`);
}

/** A fault's checkbox, found as a person finds it: by its group and its words. */
export function faultBox(page: Page, side: string, title: string): Locator {
  const groups: Record<string, string> = {
    client: 'Client certificate',
    server: 'Server certificate',
    wire: 'On the wire',
  };
  return page
    .getByRole('group', { name: groups[side] ?? side })
    .getByRole('checkbox', { name: title, exact: true });
}

/** What a card states, as soon as it states something. */
export async function stated(page: Page, mode: HandshakeMode): Promise<StatedOutcome> {
  const element = card(page, mode);
  await expect(element).toHaveAttribute('data-outcome', /./);
  const said = (name: string) => element.getAttribute(`data-${name}`);
  return {
    outcome: await said('outcome'),
    refusedBy: await said('refused-by'),
    alert: await said('alert'),
    delivered: await said('delivered'),
    late: await said('late'),
    deceived: await said('deceived'),
  };
}

const materials = createMaterials(globalThis.crypto, Date.now());

/** What the same engine says in Node about the same faults. */
export async function inNode(
  faults: readonly FaultId[],
  mode: HandshakeMode,
  hours = 0,
): Promise<Outcome> {
  return (await traceInNode(faults, mode, hours)).outcome;
}

/** The same run in Node: other keys, the same steps. */
export async function traceInNode(
  faults: readonly FaultId[],
  mode: HandshakeMode,
  hours = 0,
): Promise<Trace> {
  return run(await brokenBy(materials, faults), {
    mode,
    clock: materials.madeAt + hours * 3_600_000,
    crypto: createTlsCrypto(globalThis.crypto),
  });
}

/** The same outcome as a card has to state it. */
export function asStated(outcome: Outcome): StatedOutcome {
  return {
    outcome: outcome.outcome,
    refusedBy: outcome.refusedBy ?? '',
    alert: outcome.alert ?? '',
    delivered: String(outcome.delivered),
    late: String(outcome.late),
    deceived: String(outcome.deceived),
  };
}

/** Where the page says that it stands: `[12, 27]`. */
export async function position(page: Page): Promise<[number, number]> {
  const text = await page.getByRole('region', { name: 'This step' }).textContent();
  const [, at, of] = /step (\d+) of (\d+)/.exec(text ?? '') ?? [];
  return [Number(at), Number(of)];
}
