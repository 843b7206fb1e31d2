import { lazy, Suspense, useRef } from 'react';
import type { ComponentType, KeyboardEvent, ReactNode } from 'react';
import type { Connector } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { useCommands } from '../commands/commands.js';
import { Store, useStore } from '../ui/store.js';

/** What every tab but the first is given; without connectors there is no `connector`. */
export interface StationTabProps {
  snapshot: StationSnapshot;
  connector: Connector | undefined;
}

// What is looked at now and then is fetched when it is first opened.
const tabs: Record<string, { name: string; atConnector: boolean; View: ComponentType<StationTabProps> | null }> = {
  session: { name: 'Session', atConnector: true, View: null },
  car: {
    name: 'Car',
    atConnector: true,
    View: lazy(() => import('../cars/car-tab.js').then(({ CarTab }) => ({ default: CarTab }))),
  },
  configuration: {
    name: 'Configuration',
    atConnector: false,
    View: lazy(() =>
      import('../configuration/configuration-tab.js').then(({ ConfigurationTab }) => ({ default: ConfigurationTab })),
    ),
  },
  profiles: {
    name: 'Charging profiles',
    atConnector: false,
    View: lazy(() => import('../profiles/profiles-tab.js').then(({ ProfilesTab }) => ({ default: ProfilesTab }))),
  },
  localList: {
    name: 'Local list & cache',
    atConnector: false,
    View: lazy(() => import('../local-list/local-list-tab.js').then(({ LocalListTab }) => ({ default: LocalListTab }))),
  },
  scenarios: {
    name: 'Scenarios',
    atConnector: false,
    View: lazy(() => import('../scenarios/scenarios-tab.js').then(({ ScenariosTab }) => ({ default: ScenariosTab }))),
  },
  certificates: {
    name: 'Certificates',
    atConnector: false,
    View: lazy(() =>
      import('../certificates/certificates-tab.js').then(({ CertificatesTab }) => ({ default: CertificatesTab })),
    ),
  },
  csms: {
    name: 'CSMS',
    atConnector: false,
    View: lazy(() => import('../operator/csms-tab.js').then(({ CsmsTab }) => ({ default: CsmsTab }))),
  },
  faults: {
    name: 'Faults',
    atConnector: false,
    View: lazy(() => import('../faults/faults-tab.js').then(({ FaultsTab }) => ({ default: FaultsTab }))),
  },
};

const ids = Object.keys(tabs);

/** By station key; absent: the session. */
const chosenTabs = new Store<Readonly<Record<string, string>>>({});

interface StationTabsProps extends StationTabProps {
  stationKey: string;
  /** The connectors to choose from, above what is about one of them. */
  bays: ReactNode;
  session: ReactNode;
}

/** What there is to see and to do at a station, one tab a subject. */
export function StationTabs({ stationKey, snapshot, connector, bays, session }: StationTabsProps) {
  const chosen = useStore(chosenTabs)[stationKey] ?? 'session';
  const list = useRef<HTMLDivElement>(null);
  const { atConnector, View } = tabs[chosen]!;

  function choose(id: string): void {
    chosenTabs.set({ ...chosenTabs.get(), [stationKey]: id });
  }

  useCommands(() =>
    ids.map((id) => ({ id: `tab-${id}`, group: 'View', name: `Open ${tabs[id]!.name}`, run: () => choose(id) })),
  );

  function moveWithArrows(event: KeyboardEvent): void {
    const index = ids.indexOf(chosen);
    const places: Record<string, number> = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1 };
    const place = places[event.key];
    const next = place === undefined ? undefined : ids.at(place % ids.length);
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    list.current?.querySelector<HTMLElement>(`#station-tab-${next}`)?.focus();
  }

  return (
    <>
      <div ref={list} className="station-tabs" role="tablist" aria-label="About the station" onKeyDown={moveWithArrows}>
        {ids.map((id) => (
          <button
            key={id}
            id={`station-tab-${id}`}
            type="button"
            role="tab"
            className="station-tab"
            aria-selected={id === chosen}
            aria-controls="station-panel"
            tabIndex={id === chosen ? 0 : -1}
            onClick={() => choose(id)}
          >
            {tabs[id]!.name}
          </button>
        ))}
      </div>
      <div id="station-panel" className="station-panel" role="tabpanel" aria-labelledby={`station-tab-${chosen}`}>
        {atConnector && bays}
        {View === null ? (
          session
        ) : (
          <Suspense fallback={<p className="soft">Opening…</p>}>
            <View snapshot={snapshot} connector={connector} />
          </Suspense>
        )}
      </div>
    </>
  );
}
