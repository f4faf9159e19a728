import Plain

def main : IO Unit := IO.println s!"{total [1, 2]}"
