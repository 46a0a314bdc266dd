import { describe, expect, it } from 'vitest';
import { at, column, outcome } from './helpers.ts';

describe('surname', () => {
  const surname = column('surname');
  const exact = (cell: string) => at('exact', surname(cell));

  it.each([
    // apostrophes, spaces, hyphens, prefixes
    ["O'Brien", ['obrien', 'brien']],
    ['O’Brien', ['obrien', 'brien']],
    ['O`BRIEN', ['obrien', 'brien']],
    ['O Brien', ['obrien', 'brien']],
    ['OBrien', ['obrien']],
    ["D'Souza", ['dsouza', 'souza']],
    ["N'Diaye", ['ndiaye', 'diaye']],
    ['Smith-Jones', ['smithjones', 'smith', 'jones']],
    ['Smith Jones', ['smithjones', 'smith', 'jones']],
    ['Smith – Jones', ['smithjones', 'smith', 'jones']],
    ['van der Berg', ['vanderberg', 'berg']],
    ['Vanderberg', ['vanderberg']],
    ['al-Hassan', ['alhassan', 'hassan']],
    ['EL HASSAN', ['elhassan', 'hassan']],
    ['bin Ali', ['binali', 'ali']],
    ['bint Khalid', ['bintkhalid', 'khalid']],
    ['ibn Sina', ['ibnsina', 'sina']],
    ['Abdul Rahman', ['abdulrahman', 'rahman']],
    ['Zia ul Haq', ['ziaulhaq', 'zia', 'ulhaq', 'haq']],
    ['Mc Donald', ['mcdonald']],
    ['McDonald', ['mcdonald']],
    ['Mac Donald', ['macdonald']],
    ['St. John', ['stjohn']],
    ['St John-Smith', ['stjohnsmith', 'stjohn', 'smith']],
    ['ap Rhys', ['aprhys', 'rhys']],
    // three parts, patronymics, marks of kin
    ['López de la Cruz', ['lopezdelacruz', 'lopez', 'delacruz', 'cruz']],
    ['Jónsdóttir', ['jonsdottir']],
    ['Muthu s/o Raman', ['muthuraman', 'muthu', 'raman']],
    ['Kaur Gill', ['kaurgill', 'kaur', 'gill']],
    ['Kaur', ['kaur']],
    ['SINGH', ['singh']],
    // diacritics and letters that do not decompose
    ['Müller', ['muller']],
    ['Łukaszewicz', ['lukaszewicz']],
    ['Ødegård', ['odegard']],
    ['Weiß', ['weiss']],
    ['Þórðarson', ['thordarson']],
    ['Sæther', ['saether']],
    ['Đorđević', ['dordevic']],
    ['IŞIK', ['isik']],
    ['Işık', ['isik']],
    ['Ｓｍｉｔｈ', ['smith']],
    // other scripts stay as they are, folded
    ['محمد', ['محمد']],
    ['مُحَمَّد', ['محمد']],
    ['Иванов', ['иванов']],
    ['ИВАНОВ', ['иванов']],
    ['王', ['王']],
    // titles, suffixes, litter
    ['Mrs Smith', ['smith']],
    ['Smith Jnr', ['smith']],
    ['Smith III', ['smith']],
    ['Smith, Esq.', ['smith']],
    ['Ashby, 2nd Baronet', ['ashby']],
    ['Sm1th', ['smth']],
    ['Smith*', ['smith']],
    ['Smith_', ['smith']],
    // alternatives
    ['Smith (née Jones)', ['smith', 'jones']],
    ['Smith aka Jones', ['smith', 'jones']],
    ['SMITH A.K.A. JONES', ['smith', 'jones']],
    ['Smith formerly Jones', ['smith', 'jones']],
    ['Smith/Jones', ['smith', 'jones']],
    ['Smith (Unknown)', ['smith']],
    // short names, and names that are also words
    ['Ng', ['ng']],
    ['Na', ['na']],
    ['Nee', ['nee']],
    ['Major', ['major']],
    ['King', ['king']],
    ['Man', ['man']],
    ['Child', ['child']],
    ['Noone', ['noone']],
    ['Van', ['van']],
    ['de', ['de']],
  ])('reads %s', (cell, expected) => {
    expect(exact(cell)).toEqual(expected);
  });

  it.each([
    ['UNKNOWN', 'placeholder: an entry that says it is not known'],
    ['nk', 'placeholder: an entry that says it is not known'],
    ['N/K', 'placeholder: an entry that says it is not known'],
    ['#N/A', 'placeholder: an entry that says it is not known'],
    ['NULL', 'placeholder: an entry that says it is not known'],
    ['Unknown Male', 'placeholder: an entry that says the name is not known'],
    ['SURNAME NOT KNOWN (unknown)', 'placeholder: an entry that says the name is not known'],
    ['No Surname', 'placeholder: an entry that says the name is not known'],
    ['BABY', 'placeholder: an entry that says the name is not known'],
    ['Unborn', 'placeholder: an entry that says the name is not known'],
    ['TEST', 'placeholder: an entry that says the name is not known'],
    ['XXTESTPATIENT-ABCD', 'placeholder: a name made up for a test'],
    ['ZZTest', 'placeholder: a name made up for a test'],
    ['XX', 'placeholder: a name made up for a test'],
    ['aaaa', 'placeholder: a name made up for a test'],
    ['child of Smith', 'placeholder: a relation to somebody and no name'],
    ['Baby of', 'placeholder: a relation to somebody and no name'],
    ['Mr', 'placeholder: a title or punctuation and no name'],
    ['?', 'placeholder: punctuation only'],
    ['12345', 'invalid: a name without letters'],
    ['', 'missing'],
  ])('refuses %s', (cell, reason) => {
    expect(outcome(surname(cell))).toBe(reason);
  });

  it('gives the levels of a name, worked out from its letters', () => {
    expect(surname('MacDonald')).toEqual({
      kind: 'value',
      values: [
        {
          exact: 'macdonald',
          canonical: 'mcdonald',
          phonetic: 'MKTNLT',
          head: 'mac',
          tail: 'ald',
          initial: 'm',
        },
      ],
    });
  });

  it('leaves the tail out of names of fewer than five letters', () => {
    expect(at('tail', surname('Kaur'))).toEqual([undefined]);
    expect(at('tail', surname('Kauri'))).toEqual(['uri']);
  });

  it('takes one letter for an initial and nothing more', () => {
    expect(surname('O')).toEqual({ kind: 'value', values: [{ initial: 'o' }] });
  });

  it('gives a name in another script its exact level alone', () => {
    expect(surname('Иванов')).toEqual({ kind: 'value', values: [{ exact: 'иванов' }] });
  });

  it('keeps the vowel signs of scripts that write them as marks', () => {
    expect(exact('सिंह')).not.toEqual(exact('सह'));
    expect(exact('が')).not.toEqual(exact('か'));
  });

  it.each([
    ['MacDonald', 'McDonald'],
    ['Kowalska', 'Kowalski'],
    ['Ivanova', 'Ivanov'],
    ['Mohammed', 'Muhammad'],
    ['Chowdhury', 'Choudhry'],
    ['Hussain', 'Hussein'],
  ])('makes %s and %s one canonical surname', (a, b) => {
    expect(at('canonical', surname(a))).toEqual(at('canonical', surname(b)));
    expect(exact(a)).not.toEqual(exact(b));
  });

  it.each([
    ['Smith', 'Smyth'],
    ['Mohammed', 'Muhamad'],
    ['Stephenson', 'Stevenson'],
    ['Clark', 'Clarke'],
  ])('hears %s and %s alike', (a, b) => {
    expect(at('phonetic', surname(a))).toEqual(at('phonetic', surname(b)));
  });

  it('reads a previous surname as a surname', () => {
    expect(column('previous-surname')("O'Brien")).toEqual(surname("O'Brien"));
  });
});

describe('forename', () => {
  const forename = column('forename');
  const exact = (cell: string) => at('exact', forename(cell));

  it.each([
    ['Mary-Jane', ['maryjane']],
    ['Mary – Jane', ['maryjane']],
    ['Mary Jane', ['maryjane', 'mary']],
    ['Jane Mary Elizabeth', ['janemaryelizabeth', 'jane']],
    ['Anne-Marie Louise', ['annemarielouise', 'annemarie']],
    // names that brothers and sisters share
    ['Mohammed Imran', ['mohammedimran', 'imran']],
    ['Md. Abdul', ['mdabdul', 'abdul']],
    ['Syed Ali Raza', ['syedaliraza', 'aliraza', 'ali']],
    ['Mohammed', ['mohammed']],
    ['Hoi Yan', ['hoiyan']],
    ['Hoi-Yan', ['hoiyan']],
    ['Tsz Ching', ['tszching']],
    ['Ji Woo', ['jiwoo']],
    ['Kin Man', ['kinman']],
    ['Thi Nguyen', ['thinguyen']],
    ['Dr John', ['john']],
    ['MR. JOHN', ['john']],
    ['Jane P', ['jane']],
    ['Jane P.', ['jane']],
    ["D'Angelo", ['dangelo']],
    ['Robert (Bob)', ['robert', 'bob']],
    ['Robert "Bob"', ['robert', 'bob']],
    ['Sir William', ['william']],
    ['Lord William', ['william', 'lord']],
    ['Earl', ['earl']],
    ['Al', ['al']],
    ['Ben', ['ben']],
    ['Van', ['van']],
    ['Zoë', ['zoe']],
    ['Siân', ['sian']],
    ['Bronisława', ['bronislawa']],
    ['J', [undefined]],
    ['J K', ['jk']],
  ])('reads %s', (cell, expected) => {
    expect(exact(cell).slice(0, 3)).toEqual(expected);
  });

  it.each([
    'Male',
    'Baby Girl',
    'Baby Boy 2',
    'Infant',
    'Twin 1',
    'TWIN II',
    'Unknown',
    'Mother of',
    'Dr',
    'Test Patient',
  ])('takes %s for no name', (cell) => {
    expect(forename(cell).kind).toBe('placeholder');
  });

  it.each([
    ['Bob', 'Robert'],
    ['Liz', 'Elizabeth'],
    ['Gosia', 'Małgorzata'],
    ['Dai', 'David'],
    ['Ayesha', 'Aisha'],
    ['Mohd', 'Mohammed'],
    ['Sam', 'Samantha'],
    ['Thos', 'Tommy'],
  ])('knows %s for %s', (a, b) => {
    expect(at('canonical', forename(a))[0]).toBe(at('canonical', forename(b))[0]);
  });

  it('keeps apart names that share no short form', () => {
    expect(at('canonical', forename('Michael'))).not.toEqual(at('canonical', forename('Michelle')));
    expect(at('canonical', forename('Liam'))).not.toEqual(at('canonical', forename('William')));
  });
});

describe('middle names', () => {
  const middle = column('middle-names');

  it('gives the whole, the first of them and initials', () => {
    expect(middle('Anne Marie')).toEqual({
      kind: 'value',
      values: [
        { exact: 'annemarie', initial: 'a' },
        { exact: 'anne', initial: 'a' },
      ],
    });
    expect(middle('P.')).toEqual({ kind: 'value', values: [{ initial: 'p' }] });
    expect(outcome(middle('No middle name'))).toBe('placeholder: an entry that says the name is not known');
  });
});
