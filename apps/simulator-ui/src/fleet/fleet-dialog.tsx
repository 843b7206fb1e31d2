import { useId, useState } from 'react';
import type { SyntheticEvent } from 'react';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { selectStation } from '../app/selection.js';
import { useSimulator } from '../app/simulator-context.js';
import { readCsmsTarget } from '../connect/csms-target.js';
import { newStation } from '../connect/new-station.js';
import { Dialog } from '../ui/dialog.js';
import { NumberField } from '../ui/number-field.js';
import { numberProblem, readNumber } from '../ui/number-text.js';
import { Store, useStore } from '../ui/store.js';
import { TextField } from '../ui/text-field.js';
import { AutomaticFields, readAutomatic, usualAutomatic } from './automatic-fields.js';
import { MAX_FLEET, planFleet, readTags, tagsProblem, templates } from './fleet-plan.js';
import type { FleetPlan, Template } from './fleet-plan.js';
import './fleet.css';

const DIRECT_AT_MOST = 200;
const countRange = { min: 1, max: MAX_FLEET, whole: true };
const seedRange = { min: 0, max: 4_294_967_295, whole: true };

interface FleetTexts {
  address: string;
  count: string;
  prefix: string;
  seed: string;
  tags: string;
}

const nothingAlike = new Store<StationSnapshot | null>(null);

/** Many stations from one template; `likeKey`: or like this one. */
export function FleetDialog({ likeKey, onClose }: { likeKey: string | null; onClose: () => void }) {
  const simulator = useSimulator();
  const { client } = simulator;
  const like = useStore(likeKey === null ? nothingAlike : simulator.feed(likeKey).snapshot)?.definition;
  const offered: readonly Template[] = like
    ? [...templates, { name: `Like ${like.name}`, changes: withoutIdentity(like.config) }]
    : templates;
  const [template, setTemplate] = useState(0);
  const [texts, setTexts] = useState<FleetTexts>(() => usualTexts(like?.csmsUrl ?? ownCsms()));
  const [relayed, setRelayed] = useState(false);
  const [isAutomatic, setAutomatic] = useState(false);
  const [automaticTexts, setAutomaticTexts] = useState(usualAutomatic);
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const problems = problemsOf(texts, relayed);
  const automatic = isAutomatic ? readAutomatic(automaticTexts) : null;
  const blocked = Object.values(problems).some((problem) => problem !== null) || automatic === undefined;

  async function add(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    if (blocked || automatic === undefined || busy) return;
    setBusy(true);
    const plan: FleetPlan = {
      ...{ prefix: texts.prefix, first: 1, count: readNumber(texts.count), seed: readNumber(texts.seed) },
      ...{ csmsUrl: texts.address.trim().replace(/\/+$/, ''), config: offered[template]?.changes ?? {} },
      ...{ tags: readTags(texts.tags), relayed, automatic },
    };
    const fleet = planFleet(plan, () => newStation({ name: '', csmsUrl: '', stationId: 'x' }).key);
    try {
      await client.importStations(fleet.map((definition) => ({ definition, parts: {} })));
      if (fleet[0] !== undefined) selectStation(fleet[0].key);
      onClose();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  const set = (name: keyof FleetTexts) => (text: string) => setTexts({ ...texts, [name]: text });
  return (
    <Dialog title="Add many stations" onClose={onClose}>
      <form className="fleet-form" noValidate onSubmit={(event) => void add(event)}>
        <TemplateChoice offered={offered} chosen={template} onChoose={setTemplate} />
        <TextField
          label="WebSocket address of the CSMS, without a station id"
          text={texts.address}
          problem={problems.address}
          onChange={set('address')}
        />
        <div className="fleet-fields">
          <NumberField
            label="How many"
            unit="stations"
            text={texts.count}
            problem={problems.count}
            onChange={set('count')}
          />
          <TextField label="Ids begin with" text={texts.prefix} problem={problems.prefix} onChange={set('prefix')} />
          <NumberField label="Seed" unit="number" text={texts.seed} problem={problems.seed} onChange={set('seed')} />
          <TextField
            label="Tags, separated by commas"
            text={texts.tags}
            problem={problems.tags}
            onChange={set('tags')}
          />
        </div>
        <Check words="Through the relay: thousands over one socket" checked={relayed} onChange={setRelayed} />
        <Check words="Automatic drivers" checked={isAutomatic} onChange={setAutomatic} />
        {isAutomatic && <AutomaticFields texts={automaticTexts} onChange={setAutomaticTexts} />}
        <p className="field-problem" role="alert">
          {failure}
        </p>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" aria-disabled={blocked || busy}>
            {busy ? 'Adding…' : 'Add them'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function usualTexts(address: string): FleetTexts {
  return { address, count: '100', prefix: 'FLEET-', seed: '1', tags: 'fleet' };
}

const ownCsms = (): string => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ocpp`;

function withoutIdentity<T extends { id: string; seed: number; serialNumber: string }>(config: T) {
  const { id: _id, seed: _seed, serialNumber: _serialNumber, ...rest } = config;
  return rest;
}

type Problems = Record<keyof FleetTexts, string | null>;

function problemsOf({ address, count, prefix, seed, tags }: FleetTexts, relayed: boolean): Problems {
  const page = { protocol: relayed ? 'http:' : location.protocol };
  const target = readCsmsTarget(address, { page, proposedId: 'x', lastPartIs: 'path' });
  const tooMany =
    !relayed && readNumber(count) > DIRECT_AT_MOST
      ? `A browser opens about ${DIRECT_AT_MOST} sockets. Take the relay for more.`
      : null;
  return {
    address: target.ok ? null : target.problem,
    count: numberProblem(count, countRange) ?? tooMany,
    prefix: /^[A-Za-z0-9*\-_=:+|@.]{1,40}$/.test(prefix) ? null : 'Letters, digits and -_.: make an id.',
    seed: numberProblem(seed, seedRange),
    tags: tagsProblem(tags),
  };
}

interface TemplateChoiceProps {
  offered: readonly Template[];
  chosen: number;
  onChoose: (index: number) => void;
}

function TemplateChoice({ offered, chosen, onChoose }: TemplateChoiceProps) {
  const selectId = useId();
  return (
    <div className="field">
      <label htmlFor={selectId}>Template</label>
      <select
        id={selectId}
        className="input"
        data-first-focus
        value={chosen}
        onChange={({ target }) => onChoose(Number(target.value))}
      >
        {offered.map(({ name }, index) => (
          <option key={name} value={index}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

function Check({
  words,
  checked,
  onChange,
}: {
  words: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className="radio">
      <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      {words}
    </label>
  );
}
