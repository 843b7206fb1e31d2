import { describe, expect, it } from '@jest/globals';
import { cablePath, cardRest, holder, inlet, isAtCar, isAtPad, isAtStation, pad, screenText } from './scene.js';

describe('gestures in the drawing', () => {
  it('plugs in at the car, and not on the way to it', () => {
    expect(isAtCar(inlet)).toBe(true);
    expect(isAtCar({ x: 220, y: 110 })).toBe(true);
    expect(isAtCar(holder)).toBe(false);
    expect(isAtCar({ x: 200, y: 20 })).toBe(false);
  });

  it('unplugs only away from the car, so that a short pull changes nothing', () => {
    expect(isAtStation(holder)).toBe(true);
    expect(isAtStation({ x: inlet.x - 10, y: inlet.y })).toBe(false);
  });

  it('taps a card on the pad, not where it lies', () => {
    expect(isAtPad(pad)).toBe(true);
    expect(isAtPad(cardRest)).toBe(false);
  });

  it('draws the cable from the outlet to the plug', () => {
    expect(cablePath(inlet)).toMatch(/^M78 116C.* 160\.0 118\.0$/);
    expect(cablePath({ x: 300, y: 20 })).not.toContain('NaN');
  });

  it('shows the power, or a word', () => {
    expect(screenText('Charging', 11_040)).toEqual({ text: '11.0', unit: 'kW' });
    expect(screenText('Faulted', 0)).toEqual({ text: 'fault', unit: '' });
  });
});
