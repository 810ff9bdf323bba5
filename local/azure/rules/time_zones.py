"""Time zones as Windows names them, which is how schedules in Azure do.

https://learn.microsoft.com/windows-hardware/manufacture/desktop/default-time-zones (documented)
"""

from __future__ import annotations

# One name a comma; all of them stand before `Standard Time` unless the second list has them.
_STANDARD = """
Dateline,Aleutian,Hawaiian,Marquesas,Alaskan,Pacific,Mountain,Central,Eastern,Atlantic,Newfoundland,Greenland,Azores,
Cape Verde,GMT,Greenwich,W. Europe,Central Europe,Romance,Central European,W. Central Africa,Jordan,GTB,Middle East,
Egypt,E. Europe,Syria,West Bank,South Africa,FLE,Israel,South Sudan,Kaliningrad,Sudan,Libya,Namibia,Arabic,Turkey,Arab,
Belarus,Russian,E. Africa,Volgograd,Iran,Arabian,Astrakhan,Azerbaijan,Mauritius,Saratov,Georgian,
Caucasus,Afghanistan,West Asia,Ekaterinburg,Pakistan,Qyzylorda,India,Sri Lanka,Nepal,Central Asia,Bangladesh,Omsk,
Myanmar,SE Asia,Altai,W. Mongolia,North Asia,N. Central Asia,Tomsk,China,North Asia East,Singapore,W. Australia,Taipei,
Ulaanbaatar,Aus Central W.,Transbaikal,Tokyo,North Korea,Korea,Yakutsk,Cen. Australia,AUS Central,E. Australia,
AUS Eastern,West Pacific,Tasmania,Vladivostok,Lord Howe,Bougainville,Magadan,Norfolk,Sakhalin,Central Pacific,
New Zealand,Fiji,Chatham Islands,Tonga,Samoa,Line Islands,Easter Island,Central America,US Mountain,US Eastern,
Canada Central,SA Pacific,Haiti,Cuba,Turks And Caicos,Paraguay,Venezuela,Central Brazilian,SA Western,Pacific SA,
Tocantins,E. South America,SA Eastern,Argentina,Montevideo,Magallanes,Saint Pierre,Bahia,Mid-Atlantic,Yukon,Morocco,
Sao Tome,Kamchatka
"""
_OTHERS = (
    *("UTC", "UTC-11", "UTC-09", "UTC-08", "UTC-02", "UTC+12", "UTC+13"),
    *("Russia Time Zone 3", "Russia Time Zone 10", "Russia Time Zone 11"),
    *("Pacific Standard Time (Mexico)", "Mountain Standard Time (Mexico)", "Central Standard Time (Mexico)"),
    "Eastern Standard Time (Mexico)",
)

TIME_ZONES = frozenset(f"{name.strip()} Standard Time".lower() for name in _STANDARD.split(",")) | {
    name.lower() for name in _OTHERS
}


def is_time_zone(name: object) -> bool:
    """Say whether Windows knows a time zone by this name, in any case."""
    return str(name).lower() in TIME_ZONES
