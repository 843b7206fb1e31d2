import { describe, expect, it } from '@jest/globals';
import { csmsUrlOf } from './demo-session.js';

const session = { stationId: 'DEMO-7', idTag: 'T', ocppPath: '/ocpp/DEMO-7', expiresAt: '2026-01-01T00:00:00Z' };

describe('a demo session', () => {
  it('leads to the CSMS behind the page, encrypted when the page is', () => {
    expect(csmsUrlOf(session, { protocol: 'https:', host: 'sim.example' })).toBe('wss://sim.example/ocpp');
    expect(csmsUrlOf(session, { protocol: 'http:', host: 'localhost:3000' })).toBe('ws://localhost:3000/ocpp');
  });
});
